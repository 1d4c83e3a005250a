import { TargetError } from '../core/errors.js';
import type { MeasuredTarget } from '../core/hardware/measured-target.js';
import type { Measurement } from '../core/hardware/measurement.js';
import { estimateByVela, estimator } from '../runtime/compilers/tflite-vela/estimate.js';
import { askCommand } from '../runtime/measuring/command.js';
import { deviceIdentity, withDefaults } from '../runtime/measuring/device.js';
import { exportOnnx } from '../runtime/onnx/export.js';
import { canonicalJson, getNamedJson, putNamedJson } from '../runtime/store/json.js';
import type { MeasureAnswer, MeasureHeartbeat, MeasureRequest, NetworkArtifact } from './messages.js';
import { type LoadedNetwork, readArtifact, readPruned } from './networks.js';
import { withHeartbeats } from './progress.js';
import type { Surroundings } from './surroundings.js';

/** Raised whenever a measurement of the same things means something else than before. */
const MEASUREMENT_VERSION = 1;

/**
 * What a network, pruned by a plan where one is given, costs on a target that is measured. A measurement is kept by all
 * that it depends on and counts from then on: attempts after a crash, later generations and other runs find it there.
 *
 * Throws a TargetError `DEVICE_CHANGED`, `askCommand`'s and `estimateByVela`'s errors.
 */
export async function measure(surroundings: Surroundings, request: MeasureRequest): Promise<MeasureAnswer> {
  const { store } = surroundings;
  const own = identityOf(request.target);
  const wanted = request.device ?? own;
  const name = measurementName(await readArtifact(store, request.network), request, wanted);
  const known = await getNamedJson(store, name, isMeasurement);
  if (known !== undefined) return { ...known, cached: true };
  if (wanted !== own) throw deviceChanged(wanted, own);
  const loaded = await readPruned(store, request.network, request.plan);
  const measurement: Measurement = { ...(await ask(surroundings, request, loaded)), device: own };
  await putNamedJson(store, name, measurement);
  return measurement;
}

function ask(
  surroundings: Surroundings,
  { run, label, target }: MeasureRequest,
  { network, weights }: LoadedNetwork,
): Promise<Omit<Measurement, 'device'>> {
  const first: MeasureHeartbeat = { kind: 'measure', label, done: 0, total: 0 };
  return withHeartbeats(first, (report, signal): Promise<Omit<Measurement, 'device'>> => {
    if (target.model === 'command') {
      const onnx = exportOnnx(network, weights, { batch: 1 });
      return askCommand(target, onnx, run.base ?? surroundings.baseFolder, signal);
    }
    if (target.model === 'vela') return estimateByVela(target, network, weights, signal);
    return surroundings.tensors.runJob(
      { kind: 'measure', network, weights, target },
      { signal, onProgress: ({ done, total }) => report({ ...first, done, total }) },
    );
  });
}

/** What a program answers depends on the program, wherever it is started. */
function identityOf(target: MeasuredTarget): string {
  switch (target.model) {
    case 'command':
      return target.command.join(' ');
    case 'vela':
      return estimator;
    case 'device':
      return deviceIdentity();
  }
}

/** What of a target decides the figures. */
function settingsOf(target: MeasuredTarget) {
  switch (target.model) {
    case 'command':
      return { command: target.command };
    case 'vela': {
      const {
        accelerator,
        systemConfig,
        memoryMode,
        arenaCacheKiB = null,
        optimise = 'performance',
      } = target;
      return { accelerator, systemConfig, memoryMode, arenaCacheKiB, optimise };
    }
    case 'device':
      return withDefaults(target);
  }
}

function measurementName(
  { graph, plan: before, weights }: NetworkArtifact,
  { plan, target }: MeasureRequest,
  device: string,
): string {
  return canonicalJson({
    measurement: MEASUREMENT_VERSION,
    network: { graph, plan: before, weights },
    plan,
    target: settingsOf(target),
    device,
  });
}

function deviceChanged(wanted: string, own: string): TargetError {
  return new TargetError(
    'DEVICE_CHANGED',
    `The search measures on '${wanted}'; this device worker runs on '${own}'.`,
    {
      hint: 'Go on where it began, or begin a new search: latencies of unlike devices are not to be compared.',
    },
  );
}

function isMeasurement(value: unknown): value is Measurement {
  return typeof value === 'object' && value !== null && 'latencyMs' in value && 'device' in value;
}

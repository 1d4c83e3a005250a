import { arch, cpus, platform } from 'node:os';
import { env } from 'onnxruntime-node';
import type { DeviceTarget } from '../../core/hardware/measured-target.js';
import { measureSteadily, type Timing } from '../../core/hardware/measurement.js';
import type { Network } from '../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../core/network/shapes.js';
import type { Weights } from '../../core/network/weights.js';
import { Random } from '../../core/random.js';
import { exportOnnx } from '../onnx/export.js';
import { runSession, withSession } from '../tensor/evaluation/session.js';

export interface TimeJob {
  readonly network: Network;
  readonly weights: Weights;
  readonly target: DeviceTarget;
}

export interface TimeHooks {
  /** Called with the runs that are done, of those of one attempt. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs a network in onnxruntime on this device, batch norm folded, as it would be shipped, on one input of noise again and
 * again. Rejects with the signal's reason between two runs, and throws `exportOnnx`'s errors.
 */
export async function timeNetwork(
  { network, weights, target }: TimeJob,
  { onProgress, signal }: TimeHooks = {},
): Promise<{ readonly latencyMs: number; readonly timing: Timing }> {
  const { threads, warmup, repetitions, maxSpread, attempts } = withDefaults(target);
  const batch = network.singleImage === true ? 1 : (target.batch ?? 1);
  const input = noise(network, batch);
  const model = exportOnnx(network, weights, { batch });
  return withSession(
    model,
    (session) =>
      measureSteadily({ maxSpread, attempts }, async () => {
        const runs: number[] = [];
        for (let run = 0; run < warmup + repetitions; run++) {
          signal?.throwIfAborted();
          const start = performance.now();
          await runSession(session, input);
          const took = performance.now() - start;
          if (run >= warmup) runs.push(took);
          onProgress?.({ done: run + 1, total: warmup + repetitions });
        }
        return runs;
      }),
    threads,
  );
}

/** A target's settings in full: what is left out counts as its default, and so is the same target. */
export function withDefaults(target: DeviceTarget): Required<Omit<DeviceTarget, 'description'>> {
  const {
    model,
    batch = 1,
    threads = 1,
    warmup = 5,
    repetitions = 30,
    maxSpread = 0.05,
    attempts = 3,
  } = target;
  return { model, batch, threads, warmup, repetitions, maxSpread, attempts };
}

/** All that makes latencies of this device comparable with each other. */
export function deviceIdentity(): string {
  const processor = cpus().at(0)?.model.trim() ?? 'unknown processor';
  const version = env.versions.node ?? env.versions.common;
  return `${processor}, ${String(cpus().length)} cores, ${platform()} ${arch()}, onnxruntime ${version}`;
}

/** Neither zeros nor denormal numbers, which processors are quick or slow at. */
function noise(network: Network, batch: number) {
  const { channels, height, width } = shapeOf(inferShapes(network), network.layers[0].name);
  const random = Random.fromSeed(1);
  const data = Float32Array.from({ length: batch * channels * height * width }, () => random.normal());
  return { shape: [batch, channels, height, width], data };
}

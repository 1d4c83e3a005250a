import { TargetError } from '../../../core/errors.js';
import type { VelaTarget } from '../../../core/hardware/measured-target.js';
import type { Measurement } from '../../../core/hardware/measurement.js';
import type { Layer, Network } from '../../../core/network/layer.js';
import type { Weights } from '../../../core/network/weights.js';
import { foldBatchNorm } from '../../onnx/fold.js';
import { VELA_PACKAGES } from '../../toolchains/vela-pins.js';
import { checkCompilable } from '../check.js';
import { resizesFor, tfliteVelaCompiler } from './compile.js';
import { encodeTflite } from './encode.js';
import { lowerToTflite } from './lower.js';
import { layerScales, type Range, rangedLayers } from './scales.js';
import { runVela, velaEstimate } from './vela.js';

const TIMEOUT_SECONDS = 600;
/** Of activations. How wide it is does not change what an Ethos-U does, so that no image is needed. */
const TOP = 6;
/** Raised whenever networks are written as TFLite in another way that may take other cycles. */
const WRITING = 1;

/** What estimates depend on beside network and target. */
export const estimator = `${VELA_PACKAGES[0].requirement}, TFLite ${WRITING}`;

/**
 * What Vela reckons a network takes on an Ethos-U, one image. Weights count, since they are compressed; ranges of
 * activations are made up.
 *
 * Throws a TargetError `COMPILE_UNSUPPORTED`, or `ESTIMATE_EMPTY` where nothing of the network runs on the Ethos-U, and
 * `runVela`'s errors.
 */
export async function estimateByVela(
  target: VelaTarget,
  trained: Network,
  trainedWeights: Weights,
  signal?: AbortSignal,
): Promise<Pick<Measurement, 'latencyMs' | 'leftOut'>> {
  checkCompilable(tfliteVelaCompiler, trained, target);
  const { network, weights } = foldBatchNorm(trained, trainedWeights);
  const ranges = madeUpRanges(network);
  const tflite = encodeTflite(
    lowerToTflite(network, weights, layerScales(network, weights, ranges), resizesFor(target)),
    'Espalier',
  );
  const timeoutMs = (target.timeoutSeconds ?? TIMEOUT_SECONDS) * 1000;
  const { cycles, latencyMs, leftOut } = velaEstimate(await runVela(tflite, target, { timeoutMs, signal }));
  if (cycles === 0) {
    throw new TargetError('ESTIMATE_EMPTY', `Nothing of the network runs on the ${target.accelerator}.`, {
      hint: 'Compile it with the back end tflite-vela: the log says why each operator stays on the CPU.',
    });
  }
  return leftOut === 0 ? { latencyMs } : { latencyMs, leftOut };
}

/** Ranges that begin at 0 where values do, as words that hold nothing below 0 need no operator to clip them. */
function madeUpRanges(network: Network): ReadonlyMap<string, Range> {
  const positive = new Set<string>();
  for (const layer of network.layers) if (isPositive(layer, positive)) positive.add(layer.name);
  return new Map(
    rangedLayers(network).map((layer) => [layer, { min: positive.has(layer) ? 0 : -TOP, max: TOP }]),
  );
}

function isPositive(layer: Layer, positive: ReadonlySet<string>): boolean {
  switch (layer.kind) {
    case 'relu':
    case 'softmax':
      return true;
    case 'activation':
      return layer.function.name === 'clip' && (layer.function.min ?? -1) >= 0;
    case 'maxpool':
    case 'averagepool':
    case 'globalaveragepool':
    case 'resize':
    case 'select':
    case 'crop':
    case 'concat':
    case 'add':
      return layer.inputs.every((input) => positive.has(input));
    default:
      return false;
  }
}

import type { Network } from '../../core/network/layer.js';
import { deliveredLayer } from '../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../core/network/shapes.js';
import type { Weights } from '../../core/network/weights.js';
import { TargetError } from '../../core/errors.js';
import type { Sample } from '../datasets/dataset.js';
import { exportOnnx } from '../onnx/export.js';
import { toInput } from '../tensor/evaluation/normalise.js';
import type { FloatTensor } from '../tensor/evaluation/session.js';
import { classesOf } from './classes.js';
import { runOnnx } from './onnx/run.js';
import type { Precision, ProgramOutput, Verification } from './compiler.js';
import { verifyClasses, verifyLogits } from './verify.js';

/**
 * Of the range of logits: how far the farthest logit may be off. Rounding to words moves trained networks' logits by far
 * less; a mistake, such as a channel in another's place, moves them by as much as their range.
 */
const BOUNDS: Readonly<Record<Precision, number>> = { float32: 1e-3, int16: 0.05, int8: 0.5 };

export interface QuantisedCheck {
  readonly network: Network;
  readonly weights: Weights;
  readonly images: readonly Sample[];
  readonly precision: Precision;
  /** Runs the program on normalised images. */
  readonly run: (images: FloatTensor) => Promise<ProgramOutput>;
}

/**
 * Compares what a quantised program gives on real images with what the float network gives, logits with logits, classes
 * with the logits behind them.
 *
 * Throws a TargetError `COMPILE_MISMATCH` or `COMPILE_NO_IMAGES`, and `checkWeights`'s errors.
 */
export async function verifyQuantised(check: QuantisedCheck): Promise<Verification> {
  const { network, weights, images, precision } = check;
  if (images.length === 0) {
    throw new TargetError('COMPILE_NO_IMAGES', 'There is no image to check the compiled network on.', {
      hint: 'Give at least one image of the dataset.',
    });
  }
  const input = shapeOf(inferShapes(network), network.layers[0].name);
  const inputs = toInput(images, input, network.normalisation);
  const delivered = network.layers.find(({ name }) => name === deliveredLayer(network));
  const delivers = delivered?.kind === 'argmax' ? delivered.inputs[0] : deliveredLayer(network);
  const onnx = exportOnnx({ ...network, delivers }, weights, { batch: 1, foldBatchNorm: false });
  const expected = await runOnnx(
    { files: [{ name: 'network.onnx', mediaType: 'application/octet-stream', bytes: onnx }] },
    inputs,
  );
  const actual = await check.run(inputs);
  const [logits, given] = [expected, actual].map((output) => perImage(output, images.length));
  const bound = BOUNDS[precision];
  const verification =
    actual.holds === 'classes'
      ? verifyClasses(
          logits.map((values, i) => ({ logits: values, classes: given[i] })),
          bound,
        )
      : verifyLogits(
          logits.map((values, i) => ({ expected: values, actual: given[i] })),
          bound,
        );
  return { ...verification, agreement: agreementOf(expected, actual) };
}

function perImage({ data }: ProgramOutput, images: number): Float32Array[] {
  const size = data.length / images;
  return Array.from({ length: images }, (_, n) => data.subarray(n * size, (n + 1) * size));
}

function agreementOf(expected: ProgramOutput, actual: ProgramOutput): number {
  const [a, b] = [classesOf(expected), classesOf(actual)];
  let same = 0;
  for (let pixel = 0; pixel < a.length; pixel++) if (a[pixel] === b[pixel]) same++;
  return same / a.length;
}

import { TensorError } from '../../../core/errors.js';
import { IGNORE_LABEL } from '../../datasets/dataset.js';
import { FLOAT_T, flag, typeAttribute } from './attributes.js';
import type { NativeTensor, Scope } from './native.js';

/** The labels of a batch, made ready: what counts how much, and towards which class. */
export interface Targets {
  /** A class index a pixel; 0 where the pixel is ignored. */
  readonly labels: Int32Array;
  /** Each pixel's share of the mean; 0 where it is ignored. */
  readonly shares: Float32Array;
}

/**
 * Makes labels ready for `crossEntropy`. The mean is weighted as PyTorch's: each pixel counts by its class' weight, and
 * the sum is divided by the sum of these weights. A batch whose pixels are all ignored has loss 0.
 *
 * Throws a TensorError `LABEL_OUT_OF_RANGE`.
 */
export function makeTargets(labels: Uint8Array, classes: number, classWeights?: readonly number[]): Targets {
  const targets = new Int32Array(labels.length);
  const shares = new Float32Array(labels.length);
  let total = 0;
  for (let pixel = 0; pixel < labels.length; pixel++) {
    const label = labels[pixel];
    if (label === IGNORE_LABEL) continue;
    if (label >= classes) {
      throw new TensorError(
        'LABEL_OUT_OF_RANGE',
        `A pixel has label ${label}; there are ${classes} classes.`,
        {
          hint: `Labels go from 0 to ${classes - 1}; ${IGNORE_LABEL} means ignored.`,
        },
      );
    }
    const weight = classWeights === undefined ? 1 : classWeights[label];
    targets[pixel] = label;
    shares[pixel] = weight;
    total += weight;
  }
  if (total > 0) for (let pixel = 0; pixel < shares.length; pixel++) shares[pixel] /= total;
  return { labels: targets, shares };
}

export interface Loss {
  readonly value: number;
  /** In the shape of the logits. */
  readonly gradient: NativeTensor;
}

const FUSED = [...FLOAT_T, typeAttribute('Tlabels', 'int32')];
const SUM = [...FLOAT_T, typeAttribute('Tidx', 'int32'), flag('keep_dims', false)];

/** Softmax cross-entropy of logits [batch, height, width, classes], with its gradient. */
export function crossEntropy(scope: Scope, logits: NativeTensor, targets: Targets): Loss {
  const pixels = targets.labels.length;
  const classes = logits.shape[logits.shape.length - 1];
  const rows = scope.run('Reshape', FLOAT_T, [logits, scope.integers([pixels, classes])]);
  const [losses, slopes] = scope.runMany(
    'SparseSoftmaxCrossEntropyWithLogits',
    FUSED,
    [rows, scope.integers(targets.labels)],
    2,
  );
  const shares = scope.floats(targets.shares, [pixels]);
  const weighted = scope.run('Mul', FLOAT_T, [losses, shares]);
  const sum = scope.run('Sum', SUM, [weighted, scope.integers([0])]);
  const column = scope.run('Reshape', FLOAT_T, [shares, scope.integers([pixels, 1])]);
  const scaled = scope.run('Mul', FLOAT_T, [slopes, column]);
  const gradient = scope.run('Reshape', FLOAT_T, [scaled, scope.integers(logits.shape)]);
  const value = scope.read(sum)[0];
  scope.free(rows, losses, slopes, shares, weighted, sum, column, scaled);
  return { value, gradient };
}

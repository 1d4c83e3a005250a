import { TensorError } from '../../../core/errors.js';
import { IGNORE_LABEL } from '../../datasets/dataset.js';
import { FLOAT_T, flag, typeAttribute } from './attributes.js';
import { Scope, type NativeTensor } from './native.js';

/** The labels of a batch, made ready. */
export interface Targets {
  /** Each pixel's share of the mean, its class' weight over the sum of all; 0 where it is ignored. [pixels] */
  readonly shares: Float32Array;
  /** The same at the pixel's class, else 0. [classes, pixels] */
  readonly sharesByClass: Float32Array;
}

/**
 * Makes labels ready for `crossEntropy`. The mean is weighted as PyTorch's: each pixel counts by its class' weight, and
 * the sum is divided by the sum of these weights. A batch whose pixels are all ignored has loss 0.
 *
 * Throws a TensorError `LABEL_OUT_OF_RANGE`.
 */
export function makeTargets(labels: Uint8Array, classes: number, classWeights?: readonly number[]): Targets {
  const pixels = labels.length;
  const shares = new Float32Array(pixels);
  const sharesByClass = new Float32Array(pixels * classes);
  let total = 0;
  for (const label of labels) {
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
    total += classWeights === undefined ? 1 : classWeights[label];
  }
  if (total === 0) return { shares, sharesByClass };
  for (let pixel = 0; pixel < pixels; pixel++) {
    const label = labels[pixel];
    if (label === IGNORE_LABEL) continue;
    const share = (classWeights === undefined ? 1 : classWeights[label]) / total;
    shares[pixel] = share;
    sharesByClass[label * pixels + pixel] = share;
  }
  return { shares, sharesByClass };
}

export interface Loss {
  readonly value: number;
  /** In the shape of the logits. */
  readonly gradient: NativeTensor;
}

const SWAP = [...FLOAT_T, typeAttribute('Tperm', 'int32')];
const REDUCE = [...FLOAT_T, typeAttribute('Tidx', 'int32'), flag('keep_dims', true)];

/** How many classes a network tells apart by its number of scores: one alone is that of class 1 against 0 for class 0. */
export function classesOf(scores: number): number {
  return Math.max(2, scores);
}

/**
 * Cross-entropy of logits [batch, height, width, scores] with its gradient: softmax over the scores, or, where there is
 * one, binary, sigmoid of it being the probability of class 1.
 */
export function crossEntropy(scope: Scope, logits: NativeTensor, targets: Targets): Loss {
  const scores = logits.shape[logits.shape.length - 1];
  if (scores > 1) return softmaxCrossEntropy(scope, logits, targets);
  const own = new Scope();
  try {
    const pads = own.integers([0, 0, 0, 0, 0, 0, 1, 0], [4, 2]);
    const both = own.run('Pad', [...FLOAT_T, typeAttribute('Tpaddings', 'int32')], [logits, pads]);
    const { value, gradient } = softmaxCrossEntropy(own, both, targets);
    const [begin, sizes] = [own.integers([0, 0, 0, 1]), own.integers(logits.shape)];
    const slice = [...FLOAT_T, typeAttribute('Index', 'int32')];
    return { value, gradient: scope.run('Slice', slice, [gradient, begin, sizes]) };
  } finally {
    own.close();
  }
}

/**
 * The sum over pixels of share (log sum exp(z - max) - (z - max) at the label). Works on [classes, pixels], where
 * TensorFlow's reductions over classes are vectorised; its fused kernel, on [pixels, classes], takes twice as long.
 */
function softmaxCrossEntropy(scope: Scope, logits: NativeTensor, targets: Targets): Loss {
  const own = new Scope();
  try {
    const pixels = targets.shares.length;
    const classes = logits.shape[logits.shape.length - 1];
    const classAxis = own.integers([0]);
    const swap = own.integers([1, 0]);
    const shares = own.floats(targets.shares, [1, pixels]);
    const sharesByClass = own.floats(targets.sharesByClass, [classes, pixels]);

    const rows = own.run('Reshape', FLOAT_T, [logits, own.integers([pixels, classes])]);
    const scores = own.run('Transpose', SWAP, [rows, swap]);
    const largest = own.run('Max', REDUCE, [scores, classAxis]);
    const shifted = own.run('Sub', FLOAT_T, [scores, largest]);
    const powers = own.run('Exp', FLOAT_T, [shifted]);
    const sums = own.run('Sum', REDUCE, [powers, classAxis]);

    const above = product(own, shares, own.run('Log', FLOAT_T, [sums]));
    const below = product(own, sharesByClass, shifted);
    const factors = own.run('RealDiv', FLOAT_T, [shares, sums]);
    const spread = own.run('Mul', FLOAT_T, [powers, factors]);
    const slopes = own.run('Sub', FLOAT_T, [spread, sharesByClass]);
    const columns = own.run('Transpose', SWAP, [slopes, swap]);
    const gradient = scope.run('Reshape', FLOAT_T, [columns, own.integers(logits.shape)]);
    return { value: above - below, gradient };
  } finally {
    own.close();
  }
}

/** The sum of the element-wise product of two tensors. */
function product(scope: Scope, left: NativeTensor, right: NativeTensor): number {
  const all = scope.integers([0, 1]);
  return scope.read(scope.run('Sum', REDUCE, [scope.run('Mul', FLOAT_T, [left, right]), all]))[0];
}

import { TargetError } from '../../core/errors.js';
import type { Verification } from './compiler.js';

/**
 * Compares a compiled program's logits with the network's, image by image.
 *
 * Throws a TargetError `COMPILE_MISMATCH` where a logit is off by more than `bound` of the range of the network's
 * logits, or is not finite in either.
 */
export function verifyLogits(
  pairs: readonly { readonly expected: Float32Array; readonly actual: Float32Array }[],
  bound: number,
): Verification {
  let difference = 0;
  pairs.forEach(({ expected, actual }, image) => {
    if (expected.length !== actual.length) {
      throw mismatch(`gives ${actual.length} logits for image ${image} in place of ${expected.length}`);
    }
    for (let i = 0; i < expected.length; i++) {
      if (!Number.isFinite(expected[i]) || !Number.isFinite(actual[i])) {
        throw mismatch(`gives ${actual[i]} for a logit of ${expected[i]} on image ${image}`);
      }
      difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
    }
  });
  return verification(
    pairs.map(({ expected }) => expected),
    difference,
    bound,
  );
}

/**
 * Compares the classes that a compiled program gives with the network's logits, image by image: a class is off by as
 * much as its logit is below the greatest of the pixel. `classes` are [1, height, width], `logits` [C, height, width].
 *
 * Throws a TargetError `COMPILE_MISMATCH` where a class is off by more than `bound` of the range of the network's
 * logits, or is none, or a logit is not finite.
 */
export function verifyClasses(
  pairs: readonly { readonly logits: Float32Array; readonly classes: Float32Array }[],
  bound: number,
): Verification {
  let difference = 0;
  pairs.forEach(({ logits, classes }, image) => {
    const count = logits.length / classes.length;
    classes.forEach((chosen, pixel) => {
      const scores = Array.from({ length: count }, (_, c) => logits[c * classes.length + pixel]);
      if (!scores.every(Number.isFinite) || !(chosen in scores)) {
        throw mismatch(`gives class ${chosen} for logits [${scores.join(', ')}] on image ${image}`);
      }
      difference = Math.max(difference, Math.max(...scores) - scores[chosen]);
    });
  });
  return verification(
    pairs.map(({ logits }) => logits),
    difference,
    bound,
  );
}

function verification(logits: readonly Float32Array[], difference: number, bound: number): Verification {
  let [smallest, largest] = [Infinity, -Infinity];
  for (const values of logits) {
    for (const value of values) {
      smallest = Math.min(smallest, value);
      largest = Math.max(largest, value);
    }
  }
  const range = logits.length === 0 ? 0 : largest - smallest;
  const relative = difference === 0 ? 0 : difference / range;
  if (relative > bound) {
    throw mismatch(
      `differs by up to ${difference.toPrecision(3)} from the network, whose logits span ${range.toPrecision(3)}`,
    );
  }
  return {
    images: logits.length,
    maxDifference: difference,
    logitRange: range,
    relativeDifference: relative,
    bound,
  };
}

function mismatch(what: string): TargetError {
  return new TargetError('COMPILE_MISMATCH', `The compiled program ${what}.`, {
    hint: 'Check that the network trains to finite, moderate weights; otherwise report this as a defect.',
  });
}

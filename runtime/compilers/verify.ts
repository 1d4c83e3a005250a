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
  let [smallest, largest, difference] = [Infinity, -Infinity, 0];
  pairs.forEach(({ expected, actual }, image) => {
    if (expected.length !== actual.length) {
      throw mismatch(`gives ${actual.length} logits for image ${image} in place of ${expected.length}`);
    }
    for (let i = 0; i < expected.length; i++) {
      if (!Number.isFinite(expected[i]) || !Number.isFinite(actual[i])) {
        throw mismatch(`gives ${actual[i]} for a logit of ${expected[i]} on image ${image}`);
      }
      smallest = Math.min(smallest, expected[i]);
      largest = Math.max(largest, expected[i]);
      difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
    }
  });
  const range = pairs.length === 0 ? 0 : largest - smallest;
  const relative = difference === 0 ? 0 : difference / range;
  if (relative > bound) {
    throw mismatch(
      `differs by up to ${difference.toPrecision(3)} from the network, whose logits span ${range.toPrecision(3)}`,
    );
  }
  return {
    images: pairs.length,
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

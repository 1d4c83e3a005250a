import { expect } from 'chai';
import { verifyClasses, verifyLogits } from '../../../runtime/compilers/verify.js';
import { errorOf } from '../../core/network/expect-error.js';

const pair = (expected: number[], actual: number[]) => ({
  expected: Float32Array.from(expected),
  actual: Float32Array.from(actual),
});

describe('verifyLogits', () => {
  it('reports the largest difference over all images against the range of the logits', () => {
    expect(verifyLogits([pair([-2, 0], [-2, 0.25]), pair([6, 1], [5.5, 1])], 0.1)).to.deep.equal({
      images: 2,
      maxDifference: 0.5,
      logitRange: 8,
      relativeDifference: 0.0625,
      bound: 0.1,
    });
  });

  it('accepts logits that are all the same, if the program agrees', () => {
    expect(verifyLogits([pair([3, 3], [3, 3])], 0.1).relativeDifference).to.equal(0);
    expect(errorOf(() => verifyLogits([pair([3, 3], [3, 3.5])], 0.1)).code).to.equal('COMPILE_MISMATCH');
  });

  it('refuses differences beyond the bound, naming them', () => {
    const error = errorOf(() => verifyLogits([pair([0, 8], [1, 8])], 0.1));
    expect(error.code).to.equal('COMPILE_MISMATCH');
    expect(error.message).to.contain('1.00').and.contain('8.00');
  });

  it('refuses other lengths and values that are not finite, on either side', () => {
    for (const wrong of [pair([1, 2], [1]), pair([1, NaN], [1, NaN]), pair([1, 2], [1, Infinity])]) {
      expect(errorOf(() => verifyLogits([wrong], 1)).code).to.equal('COMPILE_MISMATCH');
    }
  });
});

describe('verifyClasses', () => {
  const image = (logits: number[], classes: number[]) => ({
    logits: Float32Array.from(logits),
    classes: Float32Array.from(classes),
  });

  it('forgives another class whose logit is as good as the greatest, and reports by how much it is not', () => {
    // Two pixels, three classes: [0, 4], [5, 8], [4.5, 8].
    const report = verifyClasses([image([0, 4, 5, 8, 4.5, 8], [2, 1])], 0.1);
    expect(report).to.include({ images: 1, maxDifference: 0.5, logitRange: 8, relativeDifference: 0.0625 });
  });

  it('refuses classes of lesser logits, classes that are none, and logits that are not finite', () => {
    for (const wrong of [
      image([0, 8], [0]),
      image([0, 8], [2]),
      image([0, 8], [0.5]),
      image([NaN, 8], [1]),
    ]) {
      expect(errorOf(() => verifyClasses([wrong], 0.5)).code).to.equal('COMPILE_MISMATCH');
    }
  });
});

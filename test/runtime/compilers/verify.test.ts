import { expect } from 'chai';
import { verifyLogits } from '../../../runtime/compilers/verify.js';
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

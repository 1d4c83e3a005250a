import { expect } from 'chai';
import { assert, double, property, uniqueArray } from 'fast-check';
import { rankCorrelation } from '../../../core/metrics/rank-correlation.js';

describe('rank correlation', () => {
  it("is SciPy 1.17.1's spearmanr, with equal values and without", () => {
    const tied = rankCorrelation([1, 2, 2, 4, 7, 7, 7, 9], [3, 1, 4, 4, 5, 9, 2, 6]);
    expect(tied).to.be.closeTo(0.6112974822990704, 1e-12);
    expect(rankCorrelation([0.5, -1, 3.25, 2], [10, 30, 20, 0])).to.be.closeTo(-0.4, 1e-12);
  });

  it('is unknown of fewer than two pairs, and where a side does not vary', () => {
    expect(rankCorrelation([], [])).to.equal(undefined);
    expect(rankCorrelation([1], [2])).to.equal(undefined);
    expect(rankCorrelation([1, 2, 3], [5, 5, 5])).to.equal(undefined);
  });

  it('is 1 of whatever grows with the other, and -1 of whatever falls', () => {
    const distinct = uniqueArray(double({ noNaN: true, min: -1e6, max: 1e6 }), {
      minLength: 2,
      comparator: (a, b) => a === b,
    });
    assert(
      property(distinct, (values) => {
        const [grown, fallen] = [values.map((each) => Math.atan(each / 1e6)), values.map((each) => -each)];
        // Squeezed values may meet; those that do are equal on one side alone.
        if (new Set(grown).size === values.length)
          expect(rankCorrelation(values, grown)).to.be.closeTo(1, 1e-9);
        expect(rankCorrelation(values, fallen)).to.be.closeTo(-1, 1e-9);
      }),
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { clearlyDominated, type Contender } from '../../../core/metrics/clear-dominance.js';

/** A contender of one cheap and one estimated objective, whose left-out figures are given. */
function contender(id: number, cheap: number, leftOut: readonly number[], admissible = true): Contender {
  const mean = leftOut.reduce((sum, value) => sum + value, 0) / leftOut.length;
  return {
    id,
    cheap: [cheap],
    estimated: {
      indices: leftOut.map((_, index) => index),
      whole: [mean],
      leftOut: leftOut.map((value) => [value]),
    },
    admissible,
  };
}

const CANDIDATE = contender(0, 5, [0.5, 0.51, 0.49, 0.5]);
const BETTER = [0.4, 0.41, 0.39, 0.4];

describe('clearlyDominated', () => {
  it('finds the rival that leads by most', () => {
    const rivals = [
      contender(1, 5, BETTER),
      contender(
        2,
        4,
        BETTER.map((value) => value - 0.1),
      ),
    ];
    const domination = clearlyDominated(CANDIDATE, rivals, 3);
    expect(domination?.by).to.equal(2);
    expect(domination?.difference).to.be.closeTo(0.2, 1e-12);
  });

  it('takes no rival that costs more, breaks a constraint, or is the candidate itself', () => {
    const rivals = [contender(1, 5.01, BETTER), contender(2, 4, BETTER, false), contender(0, 4, BETTER)];
    expect(clearlyDominated(CANDIDATE, rivals, 0)).to.equal(undefined);
  });

  it('takes no lead that may be chance', () => {
    const noisy = contender(1, 4, [0.3, 0.6, 0.2, 0.55]);
    expect(clearlyDominated(CANDIDATE, [noisy], 0)?.by).to.equal(1);
    expect(clearlyDominated(CANDIDATE, [noisy], 3)).to.equal(undefined);
  });

  it('takes no figure without a value', () => {
    expect(clearlyDominated(CANDIDATE, [contender(1, 4, [NaN, 0.4, 0.4, 0.4])], 0)).to.equal(undefined);
  });

  it('leaves one at least of any that are compared with each other, and does not depend on their order', () => {
    const anyContender = fc.tuple(
      fc.nat({ max: 3 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(anyContender, { minLength: 1, maxLength: 8 }), (parts) => {
        const all = parts.map(([cheap, leftOut], id) => contender(id, cheap, leftOut));
        const dropped = all.map((each) => clearlyDominated(each, all, 1));
        expect(dropped).to.include(undefined);
        expect(all.map((each) => clearlyDominated(each, all.toReversed(), 1))).to.deep.equal(dropped);
      }),
    );
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { dominates } from '../../../core/evolution/dominance.js';
import { sortIntoFronts } from '../../../core/evolution/sorting.js';

/** By definition: peel off what nothing left dominates, again and again. */
function peel(points: number[][]): number[][] {
  const fronts: number[][] = [];
  let left = points.map((_, index) => index);
  while (left.length > 0) {
    const best = left.filter((i) => !left.some((j) => naivelyDominates(points[j], points[i])));
    fronts.push(best);
    left = left.filter((i) => !best.includes(i));
  }
  return fronts;
}

function naivelyDominates(a: number[], b: number[]): boolean {
  return a.every((value, k) => value <= b[k]) && a.some((value, k) => value < b[k]);
}

/** Few distinct values, so that ties and equal points are common. */
const points = (objectives: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: objectives, maxLength: objectives }), {
    maxLength: 40,
  });

describe('sortIntoFronts', () => {
  for (const objectives of [1, 2, 3, 5]) {
    it(`agrees with the definition for ${objectives} objectives`, () => {
      fc.assert(
        fc.property(points(objectives), (each) => {
          expect(sortIntoFronts(each)).to.deep.equal(peel(each));
        }),
      );
    });
  }

  it('has no front of no points', () => {
    expect(sortIntoFronts([])).to.deep.equal([]);
  });

  it('sorts 20,000 points of two objectives quickly', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => [(i * 7919) % 20_011, (i * 104_729) % 20_011]);
    const started = performance.now();
    const fronts = sortIntoFronts(many);
    expect(fronts.flat()).to.have.length(20_000);
    expect(performance.now() - started).to.be.lessThan(1000);
  });
});

describe('dominates', () => {
  it('is as defined', () => {
    fc.assert(
      fc.property(points(3), (each) => {
        for (const a of each) for (const b of each) expect(dominates(a, b)).to.equal(naivelyDominates(a, b));
      }),
    );
  });
});

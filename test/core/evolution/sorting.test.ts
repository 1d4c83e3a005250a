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

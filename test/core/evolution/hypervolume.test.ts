import { expect } from 'chai';
import fc from 'fast-check';
import { hypervolume } from '../../../core/evolution/hypervolume.js';

/** Inclusion and exclusion over all subsets of boxes. */
function byInclusionExclusion(points: number[][], reference: number[]): number {
  let total = 0;
  for (let subset = 1; subset < 1 << points.length; subset++) {
    const chosen = points.filter((_, i) => subset & (1 << i));
    const sides = reference.map((r, k) => Math.max(0, r - Math.max(...chosen.map((point) => point[k]))));
    total += (chosen.length % 2 === 1 ? 1 : -1) * sides.reduce((product, side) => product * side, 1);
  }
  return total;
}

const points = (objectives: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: objectives, maxLength: objectives }), {
    maxLength: 8,
  });

describe('hypervolume', () => {
  for (const objectives of [1, 2, 3, 4]) {
    it(`agrees with inclusion and exclusion for ${objectives} objectives`, () => {
      const reference = Array.from({ length: objectives }, (_, k) => 6 + k);
      fc.assert(
        fc.property(points(objectives), (each) => {
          expect(hypervolume(each, reference)).to.equal(byInclusionExclusion(each, reference));
        }),
        { numRuns: 60 },
      );
    });
  }

  it('is nothing for points at or beyond the reference', () => {
    expect(
      hypervolume(
        [
          [1, 5],
          [7, 0],
        ],
        [5, 5],
      ),
    ).to.equal(0);
  });
});

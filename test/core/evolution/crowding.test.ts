import { expect } from 'chai';
import fc from 'fast-check';
import { crowdingDistances } from '../../../core/evolution/crowding.js';

/** Distinct values in each objective, so that a point's neighbours are beyond doubt. */
const distinct = fc
  .uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 3, maxLength: 20 })
  .chain((xs) => fc.shuffledSubarray(xs, { minLength: xs.length }).map((ys) => xs.map((x, i) => [x, ys[i]])));

function byDefinition(points: number[][], index: number): number {
  return [0, 1].reduce((sum, k) => {
    const values = points.map((point) => point[k]);
    const below = Math.max(...values.filter((value) => value < points[index][k]));
    const above = Math.min(...values.filter((value) => value > points[index][k]));
    return sum + (above - below) / (Math.max(...values) - Math.min(...values));
  }, 0);
}

describe('crowdingDistances', () => {
  it('is the sum of the gaps between neighbours, infinite at the ends', () => {
    fc.assert(
      fc.property(distinct, (points) => {
        crowdingDistances(points).forEach((distance, index) => {
          const expected = byDefinition(points, index);
          if (expected === Infinity) expect(distance).to.equal(Infinity);
          else expect(distance).to.be.closeTo(expected, 1e-12);
        });
      }),
    );
  });

  it('ignores an objective without extent, and an empty front', () => {
    const distances = (...points: number[][]) => [...crowdingDistances(points)];
    expect(distances([1, 5], [2, 5], [4, 5])).to.deep.equal([Infinity, 1, Infinity]);
    expect(distances([3, 3], [3, 3])).to.deep.equal([0, 0]);
    expect(distances()).to.deep.equal([]);
  });
});

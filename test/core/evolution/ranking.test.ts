import { expect } from 'chai';
import fc from 'fast-check';
import { crowdingDistances } from '../../../core/evolution/crowding.js';
import { dominates } from '../../../core/evolution/dominance.js';
import { rank } from '../../../core/evolution/ranking.js';
import type { Evaluation } from '../../../core/evolution/types.js';
import { individuals } from './individuals.js';

/** Indices of points, best first: front by front as defined, in a front the lonelier first, then by index. */
function byDefinition(points: readonly (readonly number[])[]): number[] {
  const ranked: number[] = [];
  let rest = points.map((_, index) => index);
  while (rest.length > 0) {
    const front = rest.filter((one) => !rest.some((other) => dominates(points[other], points[one])));
    const distances = crowdingDistances(front.map((index) => points[index]));
    const places = front.map((_, place) => place);
    places.sort((a, b) => (distances[a] === distances[b] ? a - b : distances[b] - distances[a]));
    ranked.push(...places.map((place) => front[place]));
    rest = rest.filter((index) => !front.includes(index));
  }
  return ranked;
}

describe('rank', () => {
  it('gives the best by front and crowding, as many as are asked for', () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.double({ min: 0, max: 6, noNaN: true }));
    const points = fc
      .integer({ min: 1, max: 3 })
      .chain((objectives) =>
        fc.array(fc.array(value, { minLength: objectives, maxLength: objectives }), { maxLength: 40 }),
      );
    fc.assert(
      fc.property(points, fc.nat({ max: 45 }), (all, count) => {
        const ranked = rank(individuals(...all.map(feasible)), count);
        expect(ranked.map(({ id }) => id)).to.deep.equal(byDefinition(all).slice(0, count));
      }),
    );
  });

  it('puts the feasible before the infeasible, whatever the unit of their violations', () => {
    const ranked = rank(
      individuals(
        missing(900, 0.1),
        missing(1000, 0),
        { status: 'failed', reason: 'broken' },
        feasible([2, 2]),
        missing(0, 1),
        feasible([1, 1]),
        missing(1, 0.2),
      ),
      7,
    );
    // 0, 1 and 4 violate by 1 in all.
    expect(ranked.map(({ id }) => id)).to.deep.equal([5, 3, 6, 0, 1, 4]);
  });
});

function feasible(objectives: readonly number[]): Evaluation {
  return { status: 'feasible', objectives };
}

function missing(...violations: number[]): Evaluation {
  return { status: 'infeasible', violations };
}

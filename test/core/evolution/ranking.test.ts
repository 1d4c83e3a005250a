import { expect } from 'chai';
import fc from 'fast-check';
import { crowdingDistances } from '../../../core/evolution/crowding.js';
import { dominates } from '../../../core/evolution/dominance.js';
import { rank } from '../../../core/evolution/ranking.js';
import type { Evaluation } from '../../../core/evolution/types.js';
import { individuals } from './individuals.js';

/** Indices of the best points, front by front as defined; a front that does not fit is ranked anew without those left out. */
function byDefinition(points: readonly (readonly number[])[], count: number): number[] {
  const ranked: number[] = [];
  let rest = points.map((_, index) => index);
  while (rest.length > 0 && ranked.length < count) {
    const front = rest.filter((one) => !rest.some((other) => dominates(points[other], points[one])));
    const room = count - ranked.length;
    const fitting = front.length > room ? loneliest(points, front).slice(0, room) : front;
    ranked.push(...loneliest(points, fitting));
    rest = rest.filter((index) => !front.includes(index));
  }
  return ranked;
}

/** Indices by crowding distance, the lonelier first, equal ones as they come. */
function loneliest(points: readonly (readonly number[])[], indices: readonly number[]): number[] {
  const distances = crowdingDistances(indices.map((index) => points[index]));
  const places = indices.map((_, place) => place);
  places.sort((a, b) => (distances[a] === distances[b] ? a - b : distances[b] - distances[a]));
  return places.map((place) => indices[place]);
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
        expect(ranked.map(({ id }) => id)).to.deep.equal(byDefinition(all, count));
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

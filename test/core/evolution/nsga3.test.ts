import { expect } from 'chai';
import { algorithmOf } from '../../../core/evolution/algorithms/algorithm.js';
import type { Individual, SearchSettings } from '../../../core/evolution/types.js';

const SETTINGS: SearchSettings = {
  algorithm: 'nsga3',
  divisions: 2,
  genes: [{ min: 0, max: 9 }],
  population: 3,
  seed: 1,
  sampling: 'uniform',
  crossover: { kind: 'sbx', probability: 0.9, eta: 15 },
  mutation: { kind: 'polynomial', probability: 1, eta: 20 },
  initial: [],
};

function individual(id: number, ...objectives: number[]): Individual {
  return {
    id,
    generation: 0,
    genome: [id],
    origin: { kind: 'sampled' },
    evaluation: { status: 'feasible', objectives },
  };
}

/** Survivors' ids, for ten different draws of chance. */
function survivors(rivals: Individual[]): number[][] {
  const algorithm = algorithmOf(SETTINGS);
  return Array.from({ length: 10 }, (_, generation) =>
    algorithm.survive(rivals, { settings: SETTINGS, generation, archive: [rivals] }).map(({ id }) => id),
  );
}

describe("NSGA-III's survival", () => {
  it('fills the niche that the better layers have left empty', () => {
    const ids = survivors([
      individual(0, 0, 1),
      individual(1, 1, 0),
      individual(2, 1.5, 0.05),
      individual(3, 1.2, 1.3),
    ]);
    for (const each of ids) expect(each).to.deep.equal([0, 1, 3]);
  });

  it('takes the nearest to a direction of the one layer there is', () => {
    const ids = survivors([
      individual(0, 0, 1),
      individual(1, 0.4, 0.6),
      individual(2, 0.5, 0.5),
      individual(3, 0.6, 0.4),
      individual(4, 1, 0),
    ]);
    for (const each of ids) expect(each.sort()).to.deep.equal([0, 2, 4]);
  });

  it('prefers the infeasible by how little they violate', () => {
    const violating = (id: number, violation: number): Individual => ({
      ...individual(id),
      evaluation: { status: 'infeasible', violation },
    });
    const ids = survivors([violating(0, 3), violating(1, 1), individual(2, 1, 1), violating(3, 2)]);
    for (const each of ids) expect(each).to.deep.equal([2, 1, 3]);
  });
});

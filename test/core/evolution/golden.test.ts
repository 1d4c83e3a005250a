import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { ask, startSearch, tell } from '../../../core/evolution/search.js';
import type { Evaluation, Genome, SearchSettings } from '../../../core/evolution/types.js';

/** Every gene has another range, one of them a single value; a third of the genomes violate, a few fail. */
const SETTINGS: SearchSettings = {
  genes: [
    { min: 1, max: 8 },
    { min: 1, max: 16 },
    { min: 4, max: 4 },
    { min: 2, max: 32 },
    { min: -3, max: 3 },
    { min: 1, max: 64 },
  ],
  population: 16,
  seed: 11,
  sampling: 'uniform',
  crossover: { kind: 'sbx', probability: 0.9, eta: 15 },
  mutation: { kind: 'polynomial', probability: 1 / 6, eta: 20 },
  initial: [],
};

function evaluate(genome: Genome): Evaluation {
  const [a, b, , d, e, f] = genome;
  if ((a + b + d) % 13 === 0) return { status: 'failed', reason: 'broken' };
  const size = a * 3 + b * 2 + d + Math.abs(e) + f;
  if (size > 110) return { status: 'infeasible', violation: (size - 110) / 110 };
  return {
    status: 'feasible',
    objectives: [size / 200, ((8 - a) ** 2 + (16 - b) + (32 - d) + (3 - e) ** 2 + (64 - f) / 2) / 300],
  };
}

/** Three objectives of few values each: ties and equal points in plenty. */
function evaluateCoarsely([a, b, , d, e, f]: Genome): Evaluation {
  if ((a + f) % 5 === 0) return { status: 'infeasible', violation: (b % 4) + 1 };
  return { status: 'feasible', objectives: [(a + b) % 6, Math.floor(d / 6), Math.abs(e) + (f % 3)] };
}

/** Everything that a search asked for and whom it let survive, over eight generations. */
function course(change: Partial<SearchSettings>, problem = evaluate) {
  let state = startSearch({ ...SETTINGS, ...change });
  const generations = Array.from({ length: 8 }, () => {
    const { state: pending, candidates } = ask(state);
    state = tell(pending, new Map(candidates.map(({ id, genome }) => [id, problem(genome)])));
    return { candidates, survivors: state.population };
  });
  return { generations, random: state.random };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

/**
 * A search that runs in the field is continued by whatever version is installed: equal settings must give equal
 * candidates for ever.
 */
describe('a search of fixed settings', () => {
  it('asks for the same genomes as ever', () => {
    const { generations } = course({});
    expect(generations[0].candidates.slice(0, 4).map(({ genome }) => genome)).to.deep.equal([
      [7, 13, 4, 12, 1, 58],
      [6, 15, 4, 9, -1, 13],
      [2, 1, 4, 17, -2, 63],
      [8, 14, 4, 7, 3, 53],
    ]);
    expect(generations[7].candidates.slice(0, 4).map(({ genome }) => genome)).to.deep.equal([
      [7, 8, 4, 5, 3, 42],
      [5, 8, 4, 15, 3, 12],
      [5, 6, 4, 6, 2, 12],
      [5, 7, 4, 18, 2, 20],
    ]);
  });

  it('takes the same course as ever where many objectives are equal', () => {
    expect(digest(course({}, evaluateCoarsely))).to.equal('320db09a1a4775df');
  });

  const digests: [string, Partial<SearchSettings>][] = [
    ['4a60eb252bbd8afb', {}],
    ['1465c195360e5c4c', { sampling: 'ladder' }],
    ['2cab5fb5890ea235', { sampling: 'latin-hypercube', seed: 12 }],
    ['2b19046dfba948db', { crossover: { kind: 'uniform', probability: 0.7, eta: 15 } }],
    ['0fada0ac40cd7cc0', { mutation: { kind: 'reset', probability: 0.3, eta: 20 } }],
    [
      'd98b1c98358a00d5',
      {
        initial: [
          [8, 16, 4, 32, 3, 64],
          [1, 1, 4, 2, -3, 1],
        ],
        population: 31,
      },
    ],
    [
      '174f72a0dc8ba9e8',
      { genes: SETTINGS.genes.map(({ max }) => ({ min: max > 4 ? 1 : max, max: Math.min(max, 5) })) },
    ],
    [
      '2736995e2219e1d5',
      {
        crossover: { kind: 'sbx', probability: 1, eta: 2 },
        mutation: { kind: 'polynomial', probability: 0.5, eta: 0 },
      },
    ],
  ];
  for (const [expected, change] of digests) {
    it(`takes the same course as ever with ${JSON.stringify(change)}`, () => {
      expect(digest(course(change))).to.equal(expected);
    });
  }
});

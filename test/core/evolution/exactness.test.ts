import { expect } from 'chai';
import fc from 'fast-check';
import { dominates } from '../../../core/evolution/dominance.js';
import { ask, front, startSearch, suggest, tell } from '../../../core/evolution/search.js';
import type {
  Evaluation,
  GeneRange,
  Genome,
  SearchSettings,
  SearchState,
} from '../../../core/evolution/types.js';
import { Random } from '../../../core/random.js';
import { throughJson } from './through-json.js';

/** Integer problems of at most a few hundred genomes, with objectives and two constraints without any structure. */
interface SmallProblem {
  readonly settings: SearchSettings;
  readonly evaluate: (genome: Genome) => Evaluation;
}

const smallProblems = fc
  .record({
    ranges: fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 0, max: 5 })), {
      minLength: 1,
      maxLength: 4,
    }),
    objectives: fc.integer({ min: 1, max: 4 }),
    seed: fc.integer({ min: 0, max: 0xffffffff }),
    population: fc.integer({ min: 2, max: 12 }),
    algorithm: fc.constantFrom('nsga2' as const, 'nsga3' as const, 'random' as const),
    sampling: fc.constantFrom('uniform' as const, 'ladder' as const, 'latin-hypercube' as const),
    crossover: fc.constantFrom(
      'sbx' as const,
      'uniform' as const,
      'one-point' as const,
      'two-point' as const,
    ),
    mutation: fc.constantFrom('polynomial' as const, 'reset' as const, 'creep' as const),
  })
  .map(({ ranges, objectives, seed, population, algorithm, sampling, crossover, mutation }): SmallProblem => {
    const genes = ranges.map(([min, width]): GeneRange => ({ min, max: min + width }));
    const evaluate = (genome: Genome): Evaluation => {
      const random = Random.fromSeed(genome.reduce((hash, value) => Math.imul(hash, 31) + value, seed) >>> 0);
      const violations = [random.below(3) - 1, random.below(4) - 2].map((excess) => Math.max(0, excess));
      if (violations.some(Boolean)) return { status: 'infeasible', violations };
      return { status: 'feasible', objectives: Array.from({ length: objectives }, () => random.below(8)) };
    };
    return {
      settings: {
        algorithm,
        genes,
        population,
        seed,
        sampling,
        crossover: { kind: crossover, probability: 0.9, eta: 15 },
        mutation: { kind: mutation, probability: 0.3, eta: 20 },
        initial: [],
      },
      evaluate,
    };
  });

function next(state: SearchState, evaluate: SmallProblem['evaluate']): SearchState {
  const asked = ask(state);
  return tell(asked.state, new Map(asked.candidates.map(({ id, genome }) => [id, evaluate(genome)])));
}

function run(state: SearchState, evaluate: SmallProblem['evaluate'], generations: number): SearchState {
  for (let generation = 0; generation < generations; generation++) state = next(state, evaluate);
  return state;
}

function everyGenome(genes: readonly GeneRange[]): Genome[] {
  return genes.reduce<Genome[]>(
    (genomes, { min, max }) =>
      genomes.flatMap((genome) => Array.from({ length: max - min + 1 }, (_, i) => [...genome, min + i])),
    [[]],
  );
}

describe('every search', () => {
  it('finds the whole true front of a small constrained problem, and asks for nothing twice', () => {
    fc.assert(
      fc.property(smallProblems, ({ settings, evaluate }) => {
        const all = everyGenome(settings.genes);
        const state = run(startSearch(settings), evaluate, Math.ceil(all.length / settings.population));
        expect(new Set(state.archive.flat().map(({ genome }) => genome.join())).size).to.equal(all.length);
        const feasible = all.flatMap((genome) => {
          const evaluation = evaluate(genome);
          return evaluation.status === 'feasible' ? [{ genome, objectives: evaluation.objectives }] : [];
        });
        const truth = feasible.filter((a) => !feasible.some((b) => dominates(b.objectives, a.objectives)));
        const found = front(state).map(({ genome }) => genome.join());
        expect(found.sort()).to.deep.equal(truth.map(({ genome }) => genome.join()).sort());
        expect(ask(state).candidates).to.deep.equal([]);
      }),
      { numRuns: 60 },
    );
  });

  it('that is told n generations and continued to m equals one of m, through JSON', () => {
    fc.assert(
      fc.property(
        smallProblems,
        fc.integer({ min: 0, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        ({ settings, evaluate }, told, more) => {
          const whole = run(startSearch(settings), evaluate, told + more);
          const stopped = throughJson(run(throughJson(startSearch(settings)), evaluate, told));
          // Killed once more with the candidates asked for and nothing told.
          const pending = throughJson(ask(stopped).state);
          expect(JSON.stringify(run(pending, evaluate, more))).to.equal(JSON.stringify(whole));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('that goes two ways from one state keeps them apart', () => {
    fc.assert(
      fc.property(smallProblems, ({ settings, evaluate }) => {
        const other = (genome: Genome) => evaluate(genome.map((value) => value + 1));
        const start = next(startSearch(settings), evaluate);
        const expected = [evaluate, other].map((way) => JSON.stringify(run(throughJson(start), way, 2)));
        let [one, two] = [next(start, evaluate), next(start, other)];
        [one, two] = [next(one, evaluate), next(two, other)];
        expect([one, two].map((state) => JSON.stringify(state))).to.deep.equal(expected);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a suggested genome', () => {
  const settings: SearchSettings = {
    genes: [
      { min: 0, max: 9 },
      { min: 0, max: 9 },
    ],
    population: 6,
    seed: 5,
    sampling: 'uniform',
    crossover: { kind: 'sbx', probability: 0.9, eta: 15 },
    mutation: { kind: 'polynomial', probability: 0.5, eta: 20 },
    initial: [[1, 1]],
  };
  const evaluate = ([a, b]: Genome): Evaluation => ({ status: 'feasible', objectives: [a, 9 - a + b] });

  it('leads the next generation and is forgotten then', () => {
    const told = next(startSearch(settings), evaluate);
    const state = throughJson(suggest(suggest(told, [7, 8]), [8, 7]));
    const { state: asked, candidates } = ask(state);
    expect(candidates).to.have.length(6);
    expect(candidates.slice(0, 2).map(({ genome, origin }) => ({ genome, origin }))).to.deep.equal([
      { genome: [7, 8], origin: { kind: 'given' } },
      { genome: [8, 7], origin: { kind: 'given' } },
    ]);
    expect(asked).not.to.have.property('suggested');
  });

  it('is passed over where it is known, and refused where it does not fit', () => {
    const told = next(startSearch(settings), evaluate);
    expect(ask(suggest(told, [1, 1])).candidates[0].origin.kind).to.equal('bred');
    expect(() => suggest(told, [1, 10])).to.throw('[1, 10] does not fit');
    expect(() => suggest(told, [1])).to.throw('does not fit');
  });
});

import { expect } from 'chai';
import { dominates } from '../../../core/evolution/dominance.js';
import { hypervolume } from '../../../core/evolution/hypervolume.js';
import { ask, front, startSearch, tell } from '../../../core/evolution/search.js';
import type { Evaluation, Genome, SearchSettings, SearchState } from '../../../core/evolution/types.js';
import { throughJson } from './through-json.js';
import { PipelineError } from '../../../core/errors.js';

const SETTINGS: SearchSettings = {
  genes: [
    { min: 0, max: 9 },
    { min: 0, max: 9 },
    { min: 0, max: 9 },
  ],
  population: 12,
  seed: 7,
  sampling: 'uniform',
  crossover: { kind: 'sbx', probability: 0.9, eta: 15 },
  mutation: { kind: 'polynomial', probability: 1 / 3, eta: 20 },
  initial: [],
};

type Problem = (genome: Genome) => Evaluation;

/** Cost against error, in conflict in every gene; at least 6 in all is a constraint that cuts the front. */
const pruning: Problem = ([a, b, c]) => {
  const size = a + b + c;
  if (size < 6) return { status: 'infeasible', violation: (6 - size) / 6 };
  return { status: 'feasible', objectives: [a * a + 2 * b + c, (9 - a) * 3 + (9 - b) ** 2 + (9 - c) * 2] };
};

function evaluateAll(state: SearchState, problem: Problem): Map<number, Evaluation> {
  return new Map(state.pending.map(({ id, genome }) => [id, problem(genome)]));
}

function run(settings: SearchSettings, problem: Problem, generations: number): SearchState {
  let state = startSearch(settings);
  for (let generation = 0; generation < generations; generation++) {
    state = ask(state).state;
    state = tell(state, evaluateAll(state, problem));
  }
  return state;
}

function everyGenome(settings: SearchSettings): Genome[] {
  return settings.genes.reduce<Genome[]>(
    (genomes, { min, max }) =>
      genomes.flatMap((genome) => Array.from({ length: max - min + 1 }, (_, i) => [...genome, min + i])),
    [[]],
  );
}

/** Objectives of the true front, each once, by trying everything. */
function trueFront(settings: SearchSettings, problem: Problem): string[] {
  const all = everyGenome(settings).flatMap((genome) => {
    const evaluation = problem(genome);
    return evaluation.status === 'feasible' ? [evaluation.objectives] : [];
  });
  return distinct(all.filter((a) => !all.some((b) => dominates(b, a))));
}

function foundFront(state: SearchState): string[] {
  return distinct(
    front(state).flatMap(({ evaluation }) =>
      evaluation.status === 'feasible' ? [evaluation.objectives] : [],
    ),
  );
}

function distinct(objectives: (readonly number[])[]): string[] {
  return [...new Set(objectives.map((each) => each.join(' ')))].sort();
}

function numbers(text: string): number[] {
  return text.split(' ').map(Number);
}

describe('the search', () => {
  it('finds the true front of a constrained problem with half of the space, but for one point in thirty', () => {
    const truth = trueFront(SETTINGS, pruning);
    expect(truth.length).to.be.greaterThan(15);
    for (const sampling of ['uniform', 'ladder', 'latin-hypercube'] as const) {
      const found = Array.from({ length: 10 }, (_, seed) => {
        const state = run({ ...SETTINGS, sampling, population: 20, seed }, pruning, 25);
        expect(state.archive.flat()).to.have.length(500);
        const points = foundFront(state);
        return truth.filter((point) => points.includes(point)).length;
      });
      const share = found.reduce((sum, count) => sum + count) / (found.length * truth.length);
      expect(share, sampling).to.be.greaterThan(1 - 1 / 30);
    }
  });

  it('comes near with the other operators too', () => {
    const truth = hypervolume(trueFront(SETTINGS, pruning).map(numbers), [200, 200]);
    const state = run(
      {
        ...SETTINGS,
        population: 20,
        crossover: { kind: 'uniform', probability: 0.9, eta: 15 },
        mutation: { kind: 'reset', probability: 0.3, eta: 20 },
      },
      pruning,
      25,
    );
    expect(hypervolume(foundFront(state).map(numbers), [200, 200]) / truth).to.be.within(0.99, 1);
  });

  it('finds every feasible genome where only one in a hundred is', () => {
    const narrow: Problem = ([a, b, c]) => {
      const violation = Math.abs(a - 7) + Math.abs(b - 2);
      return violation > 0
        ? { status: 'infeasible', violation }
        : { status: 'feasible', objectives: [c, 9 - c] };
    };
    expect(front(run(SETTINGS, narrow, 25))).to.have.length(10);
  });

  it('is one and the same when its state passes through JSON between all calls', () => {
    let state = startSearch(SETTINGS);
    for (let generation = 0; generation < 6; generation++) {
      state = throughJson(ask(throughJson(state)).state);
      state = tell(throughJson(state), evaluateAll(state, pruning));
    }
    expect(throughJson(state)).to.deep.equal(run(SETTINGS, pruning, 6));
    expect(JSON.stringify(state)).to.equal(JSON.stringify(run(SETTINGS, pruning, 6)));
  });

  it('does not depend on the order in which evaluations arrive', () => {
    let state = startSearch(SETTINGS);
    for (let generation = 0; generation < 6; generation++) {
      state = ask(state).state;
      state = tell(state, new Map([...evaluateAll(state, pruning)].reverse()));
    }
    expect(JSON.stringify(state)).to.equal(JSON.stringify(run(SETTINGS, pruning, 6)));
  });

  it('answers the same when asked twice', () => {
    const once = ask(startSearch(SETTINGS));
    expect(ask(once.state)).to.deep.equal(once);
  });

  it('never asks for a genome twice, and ends when there are none left', () => {
    const small: SearchSettings = {
      ...SETTINGS,
      genes: [
        { min: 1, max: 4 },
        { min: 1, max: 5 },
      ],
      population: 6,
    };
    const problem: Problem = ([a, b]) => ({ status: 'feasible', objectives: [a * b, -a] });
    const state = run(small, problem, 5);
    const told = state.archive.flat().map(({ generation }) => generation);
    expect([0, 1, 2, 3, 4].map((g) => told.filter((each) => each === g).length)).to.deep.equal([
      6, 6, 6, 2, 0,
    ]);
    expect(new Set(state.archive.flat().map(({ genome }) => genome.join()))).to.have.length(20);
    expect(state.archive.flat().map(({ id }) => id)).to.deep.equal(
      state.archive.flat().map((_, index) => index),
    );
  });

  it('begins with the genomes it is given', () => {
    const { candidates } = ask(
      startSearch({
        ...SETTINGS,
        initial: [
          [9, 9, 9],
          [5, 5, 5],
          [9, 9, 9],
        ],
      }),
    );
    expect(candidates).to.have.length(12);
    expect(candidates.slice(0, 2)).to.deep.equal([
      { id: 0, genome: [9, 9, 9], origin: { kind: 'given' } },
      { id: 1, genome: [5, 5, 5], origin: { kind: 'given' } },
    ]);
    expect(candidates[2].origin.kind).to.equal('sampled');
  });

  it('keeps failed candidates out of the population, of parents and of the front', () => {
    const flaky: Problem = (genome) =>
      genome[0] % 2 ? { status: 'failed', reason: 'broken' } : pruning(genome);
    const state = run(SETTINGS, flaky, 6);
    const failed = new Set(
      state.archive
        .flat()
        .filter((each) => each.evaluation.status === 'failed')
        .map(({ id }) => id),
    );
    expect(failed.size).to.be.greaterThan(0);
    expect(state.population.some((id) => failed.has(id))).to.equal(false);
    expect(front(state).some(({ id }) => failed.has(id))).to.equal(false);
    for (const { origin } of state.archive.flat()) {
      if (origin.kind === 'bred') expect(origin.parents.some((id) => failed.has(id))).to.equal(false);
    }
  });

  it('samples anew while everything fails', () => {
    const state = run(SETTINGS, () => ({ status: 'failed', reason: 'broken' }), 3);
    expect(state.archive.flat()).to.have.length(36);
    expect(state.population).to.deep.equal([]);
    expect(front(state)).to.deep.equal([]);
  });

  it('lets the feasible survive before the infeasible, and small violations before large ones', () => {
    const problem: Problem = ([a, b, c]) =>
      a === 0 ? { status: 'feasible', objectives: [b, c] } : { status: 'infeasible', violation: a };
    const state = run(SETTINGS, problem, 8);
    const score = (id: number): number => state.archive.flat()[id].genome[0];
    const kept = state.population.map(score);
    const lost = state.archive
      .flat()
      .filter(({ id }) => !state.population.includes(id))
      .map(({ id }) => score(id));
    expect(Math.max(...kept)).to.be.at.most(Math.min(...lost.filter((each) => each > 0)));
  });

  it('refuses evaluations that are missing, unasked for, infinite or of another length', () => {
    const { state } = ask(startSearch(SETTINGS));
    const complete = evaluateAll(state, () => ({ status: 'feasible', objectives: [1, 2] }));
    const told = (id: number, evaluation: Evaluation) => () =>
      tell(state, new Map(complete).set(id, evaluation));
    expect(told(99, { status: 'failed', reason: '' })).to.throw('99 was told but not asked for');
    expect(told(3, { status: 'feasible', objectives: [NaN, 1] })).to.throw('Candidate 3');
    expect(told(3, { status: 'feasible', objectives: [1] })).to.throw('1 objectives where others have 2');
    expect(told(3, { status: 'infeasible', violation: 0 })).to.throw('Candidate 3');
    expect(() => tell(state, new Map([...complete].slice(1)))).to.throw('Candidate 0 has no evaluation');
  });

  it('refuses settings that cannot work, with a code', () => {
    const refusal = (change: Partial<SearchSettings>): string => {
      try {
        startSearch({ ...SETTINGS, ...change });
      } catch (error) {
        if (error instanceof PipelineError) return error.code;
      }
      return 'none';
    };
    expect(refusal({})).to.equal('none');
    expect(refusal({ population: 1 })).to.equal('POPULATION_INVALID');
    expect(
      refusal({
        population: 2,
        initial: [
          [1, 1, 1],
          [2, 2, 2],
          [3, 3, 3],
        ],
      }),
    ).to.equal('POPULATION_INVALID');
    expect(refusal({ genes: [] })).to.equal('GENE_RANGE_INVALID');
    expect(refusal({ genes: [{ min: 3, max: 2 }] })).to.equal('GENE_RANGE_INVALID');
    expect(refusal({ initial: [[1, 1, 10]] })).to.equal('INITIAL_GENOME_INVALID');
    expect(refusal({ initial: [[1, 1]] })).to.equal('INITIAL_GENOME_INVALID');
    expect(refusal({ mutation: { kind: 'reset', probability: 2, eta: 1 } })).to.equal('OPERATOR_INVALID');
    expect(refusal({ crossover: { kind: 'sbx', probability: 1, eta: -1 } })).to.equal('OPERATOR_INVALID');
  });
});

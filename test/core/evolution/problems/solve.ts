import { individualOf } from '../../../../core/evolution/archive.js';
import { hypervolume } from '../../../../core/evolution/hypervolume.js';
import { ask, startSearch, tell } from '../../../../core/evolution/search.js';
import { sortIntoFronts } from '../../../../core/evolution/sorting.js';
import type { Evaluation, SearchSettings, SearchState } from '../../../../core/evolution/types.js';
import { constrainedProblems } from './constrained.js';
import { dtlz } from './dtlz.js';
import type { Problem } from './problem.js';
import { zdt } from './zdt.js';

export function problemNamed(name: string): Problem {
  const problem = [...zdt, ...dtlz, ...constrainedProblems].find((each) => each.name === name);
  if (problem === undefined) throw new Error(`There is no problem ${name}.`);
  return problem;
}

/** The settings that the NSGA-II paper's users are used to. */
export function usualSettings(problem: Problem, seed: number): SearchSettings {
  return {
    genes: problem.genes,
    population: 100,
    seed,
    sampling: 'uniform',
    crossover: { kind: 'sbx', probability: 0.9, eta: 15 },
    mutation: { kind: 'polynomial', probability: 1 / problem.genes.length, eta: 20 },
    initial: [],
  };
}

export function solve(problem: Problem, settings: SearchSettings, generations: number): SearchState {
  let state = startSearch(settings);
  for (let generation = 0; generation < generations; generation++) {
    const asked = ask(state);
    const evaluations = new Map<number, Evaluation>();
    for (const { id, genome } of asked.candidates) evaluations.set(id, problem.evaluate(genome));
    state = tell(asked.state, evaluations);
  }
  return state;
}

/** Objectives of the last population's feasible individuals that none of them dominates. */
export function lastFront({ population, archive }: SearchState): (readonly number[])[] {
  const points = population.flatMap((id) => {
    const { evaluation } = individualOf(archive, id);
    return evaluation.status === 'feasible' ? [evaluation.objectives] : [];
  });
  const [best = []] = sortIntoFronts(points);
  return best.map((index) => points[index]);
}

/** Bounds that map objectives to 0 and 1 before the hypervolume is taken. */
export interface Bounds {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export function normalisedHypervolume(
  points: readonly (readonly number[])[],
  reference: readonly number[],
  bounds?: Bounds,
): number {
  if (bounds === undefined) return hypervolume(points, reference);
  const { low, high } = bounds;
  return hypervolume(
    points.map((point) => point.map((value, k) => (value - low[k]) / (high[k] - low[k]))),
    reference,
  );
}

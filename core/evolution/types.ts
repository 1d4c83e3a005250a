import type { Archive } from './archive.js';
import type { RandomState } from '../random.js';

/** One number a gene. */
export type Genome = readonly number[];

/** The values that a gene may take, both ends included: integers, unless it is said to be real. */
export interface GeneRange {
  readonly kind?: 'integer' | 'real';
  readonly min: number;
  readonly max: number;
}

/**
 * What became of a genome. Objectives are minimised. A failed candidate takes no part in dominance. Violations are by
 * how much each constraint is missed, 0 where it is met, in any unit: see `totalViolations`.
 */
export type Evaluation =
  | { readonly status: 'feasible'; readonly objectives: readonly number[] }
  | Infeasible
  | { readonly status: 'failed'; readonly reason: string };

/** Missed constraints: added up already, or one by one. */
export type Infeasible =
  | { readonly status: 'infeasible'; readonly violation: number }
  | { readonly status: 'infeasible'; readonly violations: readonly number[] };

/** Where a genome came from. */
export type Origin =
  | { readonly kind: 'sampled' }
  | { readonly kind: 'given' }
  | { readonly kind: 'bred'; readonly parents: readonly [number, number] };

/** A genome with its evaluation; `id` counts the distinct genomes of a search in the order they were asked for. */
export interface Individual {
  readonly id: number;
  readonly generation: number;
  readonly genome: Genome;
  readonly origin: Origin;
  readonly evaluation: Evaluation;
}

/** A genome that wants an evaluation. */
export interface Candidate {
  readonly id: number;
  readonly genome: Genome;
  readonly origin: Origin;
}

export interface SearchSettings {
  /** `nsga2` where none is given. */
  readonly algorithm?: 'nsga2' | 'nsga3' | 'random';
  /**
   * Of `nsga3`: into how many steps its reference directions divide each objective. Without it, as many as make no more
   * directions than the population has room for.
   */
  readonly divisions?: number;
  readonly genes: readonly GeneRange[];
  readonly population: number;
  readonly seed: number;
  readonly sampling: 'uniform' | 'ladder' | 'latin-hypercube';
  /** `eta` is the distribution index of `sbx`; the others have no use for it. */
  readonly crossover: {
    readonly kind: 'sbx' | 'uniform' | 'one-point' | 'two-point';
    readonly probability: number;
    readonly eta: number;
  };
  /** `probability` is per gene; `eta` is the distribution index of `polynomial`. */
  readonly mutation: {
    readonly kind: 'polynomial' | 'reset' | 'creep';
    readonly probability: number;
    readonly eta: number;
  };
  /** Genomes to begin with, before sampled ones: a warm start. */
  readonly initial: readonly Genome[];
}

/** The whole search between generations, as plain JSON. */
export interface SearchState {
  readonly settings: SearchSettings;
  /** How many generations have been told. */
  readonly generation: number;
  readonly random: RandomState;
  /** Survivors, ids into the archive, best first where the algorithm ranks them. */
  readonly population: readonly number[];
  readonly archive: Archive;
  /** Candidates asked for and not told back yet. */
  readonly pending: readonly Candidate[];
  /** Genomes that a user wants in the next generation. */
  readonly suggested?: readonly Genome[];
}

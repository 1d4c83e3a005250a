import type { RandomState } from '../random.js';

/** One integer a gene. */
export type Genome = readonly number[];

/** The integers that a gene may take, both ends included. */
export interface GeneRange {
  readonly min: number;
  readonly max: number;
}

/** What became of a genome. Objectives are minimised. A failed candidate takes no part in dominance. */
export type Evaluation =
  | { readonly status: 'feasible'; readonly objectives: readonly number[] }
  | { readonly status: 'infeasible'; readonly violation: number }
  | { readonly status: 'failed'; readonly reason: string };

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
  readonly genes: readonly GeneRange[];
  readonly population: number;
  readonly seed: number;
  readonly sampling: 'uniform' | 'ladder' | 'latin-hypercube';
  readonly crossover: {
    readonly kind: 'sbx' | 'uniform';
    readonly probability: number;
    readonly eta: number;
  };
  /** `probability` is per gene. */
  readonly mutation: {
    readonly kind: 'polynomial' | 'reset';
    readonly probability: number;
    readonly eta: number;
  };
  /** Genomes to begin with, before sampled ones. */
  readonly initial: readonly Genome[];
}

/** The whole search between generations, as plain JSON. */
export interface SearchState {
  readonly settings: SearchSettings;
  /** How many generations have been told. */
  readonly generation: number;
  readonly random: RandomState;
  /** Survivors, ids into the archive. */
  readonly population: readonly number[];
  /** Every individual ever evaluated, by id. */
  readonly archive: readonly Individual[];
  /** Candidates asked for and not told back yet. */
  readonly pending: readonly Candidate[];
}

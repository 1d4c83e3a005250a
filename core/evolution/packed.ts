import type { Evaluation, Genome, Individual, Origin, SearchState } from './types.js';

/**
 * A search's state in about half the JSON, to be stored: the archive by generation, without names of fields.
 * `unpackState` gives back the very same state.
 */
export interface PackedState extends Omit<SearchState, 'archive'> {
  readonly archive: readonly (readonly PackedIndividual[])[];
}

/** Genome, origin (the parents, or its kind) and evaluation (objectives, violation, violations or reason). */
export type PackedIndividual = readonly [
  Genome,
  readonly [number, number] | 'sampled' | 'given',
  readonly number[] | number | { readonly violations: readonly number[] } | string,
];

export function packState(state: SearchState): PackedState {
  const archive = Array.from({ length: state.generation }, (): PackedIndividual[] => []);
  for (const { generation, genome, origin, evaluation } of state.archive) {
    const packedOrigin = origin.kind === 'bred' ? origin.parents : origin.kind;
    archive[generation].push([genome, packedOrigin, packEvaluation(evaluation)]);
  }
  return { ...state, archive };
}

export function unpackState(packed: PackedState): SearchState {
  const archive: Individual[] = [];
  for (const [generation, individuals] of packed.archive.entries()) {
    for (const [genome, origin, evaluation] of individuals) {
      archive.push({
        id: archive.length,
        generation,
        genome,
        origin: unpackOrigin(origin),
        evaluation: unpackEvaluation(evaluation),
      });
    }
  }
  return { ...packed, archive };
}

function packEvaluation(evaluation: Evaluation): PackedIndividual[2] {
  switch (evaluation.status) {
    case 'feasible':
      return evaluation.objectives;
    case 'infeasible':
      return 'violation' in evaluation ? evaluation.violation : { violations: evaluation.violations };
    case 'failed':
      return evaluation.reason;
  }
}

function unpackEvaluation(packed: PackedIndividual[2]): Evaluation {
  if (typeof packed === 'number') return { status: 'infeasible', violation: packed };
  if (typeof packed === 'string') return { status: 'failed', reason: packed };
  if ('violations' in packed) return { status: 'infeasible', violations: packed.violations };
  return { status: 'feasible', objectives: packed };
}

function unpackOrigin(packed: PackedIndividual[1]): Origin {
  return typeof packed === 'string' ? { kind: packed } : { kind: 'bred', parents: packed };
}

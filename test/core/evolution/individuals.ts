import type { Evaluation, Individual } from '../../../core/evolution/types.js';

/** Individuals of one generation, ids from 0. */
export function individuals(...evaluations: readonly Evaluation[]): Individual[] {
  return evaluations.map((evaluation, id) => ({
    id,
    generation: 0,
    genome: [id],
    origin: { kind: 'sampled' },
    evaluation,
  }));
}

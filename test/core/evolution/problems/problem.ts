import type { Evaluation, GeneRange, Genome } from '../../../../core/evolution/types.js';

/** A published test problem, objectives minimised. */
export interface Problem {
  readonly name: string;
  readonly objectives: number;
  readonly genes: readonly GeneRange[];
  readonly evaluate: (genome: Genome) => Evaluation;
}

export function real(min: number, max: number): GeneRange {
  return { kind: 'real', min, max };
}

export function repeated(count: number, range: GeneRange): GeneRange[] {
  return Array.from({ length: count }, () => range);
}

export function feasible(...objectives: number[]): Evaluation {
  return { status: 'feasible', objectives };
}

/** Each constraint is to be at least 0. */
export function constrained(constraints: readonly number[], objectives: readonly number[]): Evaluation {
  if (constraints.every((value) => value >= 0)) return { status: 'feasible', objectives };
  return { status: 'infeasible', violations: constraints.map((value) => Math.max(0, -value)) };
}

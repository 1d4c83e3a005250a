import type { Individual, Infeasible } from './types.js';

/**
 * The overall violation of each infeasible individual (Deb et al. 2002, section VI), 0 for any other. Violations given
 * one by one may have any units: each is first divided by the largest among these individuals.
 */
export function totalViolations(individuals: readonly Individual[]): Float64Array {
  const largest = largestViolations(individuals);
  return Float64Array.from(individuals, ({ evaluation }) => {
    if (evaluation.status !== 'infeasible') return 0;
    if ('violation' in evaluation) return evaluation.violation;
    return evaluation.violations.reduce(
      (sum, violation, constraint) => sum + (violation > 0 ? violation / largest[constraint] : 0),
      0,
    );
  });
}

function largestViolations(individuals: readonly Individual[]): number[] {
  const largest: number[] = [];
  for (const { evaluation } of individuals) {
    for (const [constraint, violation] of violationsOf(evaluation).entries()) {
      largest[constraint] = Math.max(largest[constraint] ?? 0, violation);
    }
  }
  return largest;
}

function violationsOf(evaluation: Individual['evaluation']): readonly number[] {
  return isItemised(evaluation) ? evaluation.violations : [];
}

/** Whether violations are given one by one. */
export function isItemised(
  evaluation: Individual['evaluation'],
): evaluation is Extract<Infeasible, { violations: readonly number[] }> {
  return 'violations' in evaluation;
}

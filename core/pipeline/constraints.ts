import { PipelineError } from '../errors.js';
import type { Metrics } from '../metrics/metrics.js';
import { metricTree, readTerm, termOf, valueOf } from './metric-term.js';

/** A comparison of metrics that a candidate must meet. */
export interface Constraint {
  readonly text: string;
  /** Flat names of the candidate's metrics that it reads, such as `latency.edge`. */
  readonly metrics: readonly string[];
  /** Flat names of the baseline's metrics that it reads. */
  readonly baseline: readonly string[];
  /** 0 where the comparison holds, else by how much it fails, as a share of the right-hand side's magnitude. */
  violation(metrics: Metrics, baseline: Metrics): number;
}

/** Below this a right-hand side counts as 0, and the violation is not normalised by it. */
const EPSILON = 1e-12;

/**
 * Parses a constraint such as `latency.edge <= baseline.latency.edge / 2.44`: a comparison with <, <=, > or >= of sums,
 * products and quotients of numbers and metrics. Throws a PipelineError `BAD_CONSTRAINT`. The normalised violation is
 * what constrained dominance compares (Deb et al. 2002, section VI).
 */
export function parseConstraint(text: string): Constraint {
  const fail = (reason: string) => bad(text, reason);
  const tree = metricTree(text, fail);
  switch (tree.op) {
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const left = termOf(tree.args[0], text, fail);
      const right = termOf(tree.args[1], text, fail);
      const { metrics, baseline: before } = readTerm(left, right);
      if (metrics.length === 0) throw fail('it reads no metric of the candidate');
      const strict = tree.op.length === 1;
      const sign = tree.op.startsWith('<') ? 1 : -1;
      return {
        text,
        metrics,
        baseline: before,
        violation(candidate, baseline) {
          const limit = valueOf(right, candidate, baseline);
          return violationOf(sign * (valueOf(left, candidate, baseline) - limit), limit, strict);
        },
      };
    }
    default:
      throw fail('it is no comparison with <, <=, > or >=');
  }
}

/** The sum of violations; 0 where all constraints hold. */
export function totalViolation(
  constraints: readonly Constraint[],
  metrics: Metrics,
  baseline: Metrics,
): number {
  const sum = constraints.reduce((total, constraint) => total + constraint.violation(metrics, baseline), 0);
  return Math.min(sum, Number.MAX_VALUE);
}

/** Finite always, as JSON wants it; a comparison with what is no number does not hold. */
function violationOf(excess: number, limit: number, strict: boolean): number {
  if (strict ? excess < 0 : excess <= 0) return 0;
  const scale = Math.abs(limit) > EPSILON ? Math.abs(limit) : 1;
  const violation = Math.max(excess, strict ? EPSILON : 0) / scale;
  return Number.isFinite(violation) ? violation : Number.MAX_VALUE;
}

function bad(text: string, reason: string): PipelineError {
  return new PipelineError('BAD_CONSTRAINT', `The constraint '${text}' cannot be used: ${reason}.`, {
    hint: 'Write a comparison such as ops <= 0.6 * baseline.ops.',
  });
}

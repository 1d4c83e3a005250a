import type { Metrics } from '../metrics/metrics.js';
import { parseExpression } from './expression.js';

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
 * Parses a constraint such as `latency.edge <= baseline.latency.edge / 2.44`. Throws an Error that says what is wrong
 * with it. The normalised violation is what constrained dominance compares (Deb et al. 2002, section VI).
 */
export function parseConstraint(text: string): Constraint {
  const whole = parseExpression(text);
  if (whole.comparison === undefined) throw new Error('It is no comparison with <, <=, > or >=.');
  const { operator, left, right } = whole.comparison;
  const [lower, upper] = operator.startsWith('<') ? [left, right] : [right, left];
  const sides = {
    lower: parseExpression(lower),
    upper: parseExpression(upper),
    right: parseExpression(right),
  };
  const reads = whole.reads.map((path) => path.join('.'));
  return {
    text,
    metrics: reads.filter((name) => !name.startsWith('baseline.')),
    baseline: reads.flatMap((name) => (name.startsWith('baseline.') ? [name.slice('baseline.'.length)] : [])),
    violation(metrics, baseline) {
      const context = { ...nest(metrics), baseline: nest(baseline) };
      const excess = Number(sides.lower.evaluate(context)) - Number(sides.upper.evaluate(context));
      const holds = operator.length === 2 ? excess <= 0 : excess < 0;
      if (holds) return 0;
      const scale = Math.abs(Number(sides.right.evaluate(context)));
      return Math.max(excess, EPSILON) / (scale > EPSILON ? scale : 1);
    },
  };
}

/** The sum of violations; 0 where all constraints hold. */
export function totalViolation(
  constraints: readonly Constraint[],
  metrics: Metrics,
  baseline: Metrics,
): number {
  return constraints.reduce((sum, constraint) => sum + constraint.violation(metrics, baseline), 0);
}

/** `{ 'latency.edge': 1 }` as `{ latency: { edge: 1 } }`. */
function nest(metrics: Metrics): Record<string, unknown> {
  const nested: Record<string, unknown> = {};
  const latency: Record<string, number> = {};
  for (const [name, value] of Object.entries(metrics)) {
    const [head, tail] = name.split('.', 2);
    if (head === 'latency' && tail !== undefined) latency[tail] = value;
    else nested[name] = value;
  }
  return { ...nested, latency };
}

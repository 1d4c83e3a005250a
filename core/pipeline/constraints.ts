import type { ASTNode } from '@marcbachmann/cel-js';
import { PipelineError } from '../errors.js';
import type { Metrics } from '../metrics/metrics.js';
import { memberPath, parseTree } from './tree.js';

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

/** A side of a comparison. All numbers are floating point: `1 / 2` is a half. */
type Term =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'metric'; readonly of: 'metrics' | 'baseline'; readonly name: string }
  | { readonly kind: 'negation'; readonly term: Term }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Term; readonly right: Term };

type Operator = '+' | '-' | '*' | '/';

/** Below this a right-hand side counts as 0, and the violation is not normalised by it. */
const EPSILON = 1e-12;

/**
 * Parses a constraint such as `latency.edge <= baseline.latency.edge / 2.44`: a comparison with <, <=, > or >= of sums,
 * products and quotients of numbers and metrics. Throws a PipelineError `BAD_CONSTRAINT`. The normalised violation is
 * what constrained dominance compares (Deb et al. 2002, section VI).
 */
export function parseConstraint(text: string): Constraint {
  const tree = treeOf(text);
  switch (tree.op) {
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const left = termOf(tree.args[0], text);
      const right = termOf(tree.args[1], text);
      const read = [...metricsIn(left), ...metricsIn(right)];
      const metrics = namesOf(read, 'metrics');
      if (metrics.length === 0) throw bad(text, 'it reads no metric of the candidate');
      const strict = tree.op.length === 1;
      const sign = tree.op.startsWith('<') ? 1 : -1;
      return {
        text,
        metrics,
        baseline: namesOf(read, 'baseline'),
        violation(candidate, baseline) {
          const limit = valueOf(right, candidate, baseline);
          return violationOf(sign * (valueOf(left, candidate, baseline) - limit), limit, strict);
        },
      };
    }
    default:
      throw bad(text, 'it is no comparison with <, <=, > or >=');
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

function treeOf(text: string): ASTNode {
  try {
    return parseTree(text).ast;
  } catch (error) {
    if (error instanceof PipelineError)
      throw bad(text, error.message.replace(/^.*cannot be read: |\.$/g, ''));
    throw error;
  }
}

function termOf(node: ASTNode, text: string): Term {
  const path = memberPath(node);
  if (path !== undefined) {
    const [head, ...rest] = path;
    return head === 'baseline'
      ? { kind: 'metric', of: 'baseline', name: rest.join('.') }
      : { kind: 'metric', of: 'metrics', name: path.join('.') };
  }
  switch (node.op) {
    case 'value':
      if (typeof node.args === 'number' || typeof node.args === 'bigint') {
        return { kind: 'number', value: Number(node.args) };
      }
      throw bad(text, `'${text.slice(node.start, node.end)}' is no number`);
    case '-_':
      return { kind: 'negation', term: termOf(node.args, text) };
    case '+':
    case '-':
    case '*':
    case '/': {
      const left = termOf(node.args[0], text);
      const right = termOf(node.args[1], text);
      if (node.op === '/' && right.kind === 'number' && right.value === 0) throw bad(text, 'it divides by 0');
      return { kind: 'operation', operator: node.op, left, right };
    }
    default:
      throw bad(text, `'${text.slice(node.start, node.end)}' is neither a metric, nor a number, nor + - * /`);
  }
}

function valueOf(term: Term, metrics: Metrics, baseline: Metrics): number {
  switch (term.kind) {
    case 'number':
      return term.value;
    case 'metric': {
      const known = term.of === 'baseline' ? baseline : metrics;
      if (!Object.hasOwn(known, term.name)) {
        throw new Error(`A constraint reads the metric ${term.name}, which is not known.`);
      }
      return known[term.name];
    }
    case 'negation':
      return -valueOf(term.term, metrics, baseline);
    case 'operation':
      return compute(
        term.operator,
        valueOf(term.left, metrics, baseline),
        valueOf(term.right, metrics, baseline),
      );
  }
}

function compute(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
  }
}

type Metric = Extract<Term, { kind: 'metric' }>;

function metricsIn(term: Term): readonly Metric[] {
  switch (term.kind) {
    case 'number':
      return [];
    case 'metric':
      return [term];
    case 'negation':
      return metricsIn(term.term);
    case 'operation':
      return [...metricsIn(term.left), ...metricsIn(term.right)];
  }
}

function namesOf(read: readonly Metric[], of: Metric['of']): readonly string[] {
  return [...new Set(read.filter((metric) => metric.of === of).map(({ name }) => name))];
}

function bad(text: string, reason: string): PipelineError {
  return new PipelineError('BAD_CONSTRAINT', `The constraint '${text}' cannot be used: ${reason}.`, {
    hint: 'Write a comparison such as ops <= 0.6 * baseline.ops.',
  });
}

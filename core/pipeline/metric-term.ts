import type { ASTNode } from '@marcbachmann/cel-js';
import { PipelineError } from '../errors.js';
import type { Metrics } from '../metrics/metrics.js';
import { memberPath, parseTree } from './tree.js';

/**
 * Arithmetic over metrics: sums, products and quotients of numbers, of the candidate's metrics and of `baseline`'s. All
 * numbers are floating point: `1 / 2` is a half.
 */
export type Term =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'metric'; readonly of: 'metrics' | 'baseline'; readonly name: string }
  | { readonly kind: 'negation'; readonly term: Term }
  | { readonly kind: 'operation'; readonly operator: Operator; readonly left: Term; readonly right: Term };

type Operator = '+' | '-' | '*' | '/';

/** Makes the error for a text that cannot be used, of the reason. */
export type Fail = (reason: string) => PipelineError;

/** The syntax tree of a text. Throws what `fail` makes. */
export function metricTree(text: string, fail: Fail): ASTNode {
  try {
    return parseTree(text).ast;
  } catch (error) {
    if (error instanceof PipelineError) throw fail(error.message.replace(/^.*cannot be read: |\.$/g, ''));
    throw error;
  }
}

/** A node of `text` as a term. A name that is no identifier is quoted: `iou["traffic light"]`. Throws what `fail` makes. */
export function termOf(node: ASTNode, text: string, fail: Fail): Term {
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
      throw fail(`'${text.slice(node.start, node.end)}' is no number`);
    case '-_':
      return { kind: 'negation', term: termOf(node.args, text, fail) };
    case '+':
    case '-':
    case '*':
    case '/': {
      const left = termOf(node.args[0], text, fail);
      const right = termOf(node.args[1], text, fail);
      if (node.op === '/' && right.kind === 'number' && right.value === 0) throw fail('it divides by 0');
      return { kind: 'operation', operator: node.op, left, right };
    }
    default:
      throw fail(`'${text.slice(node.start, node.end)}' is neither a metric, nor a number, nor + - * /`);
  }
}

/** The value of a term. Throws a plain Error for a metric that was never measured: a defect. */
export function valueOf(term: Term, metrics: Metrics, baseline: Metrics): number {
  switch (term.kind) {
    case 'number':
      return term.value;
    case 'metric': {
      const known = term.of === 'baseline' ? baseline : metrics;
      if (!Object.hasOwn(known, term.name)) {
        throw new Error(`An expression reads the metric ${term.name}, which is not known.`);
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

/** Flat names of the metrics that terms read of the candidate and of the baseline, each once. */
export function readTerm(...terms: readonly Term[]): {
  readonly metrics: readonly string[];
  readonly baseline: readonly string[];
} {
  const read = terms.flatMap(metricsIn);
  return { metrics: namesOf(read, 'metrics'), baseline: namesOf(read, 'baseline') };
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

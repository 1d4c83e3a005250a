import type { ASTNode } from '@marcbachmann/cel-js';
import { PipelineError } from '../errors.js';
import { boundBy, childrenOf, memberPath, parseTree } from './tree.js';

/** An expression of the Common Expression Language. */
export interface Expression {
  readonly text: string;
  readonly tree: ASTNode;
  /** What it reads: a variable with the fields that follow it, such as `steps.search.front`. */
  readonly reads: readonly (readonly string[])[];
  /** Throws a PipelineError `EXPRESSION_FAILED` where it has no value. */
  evaluate(context: Readonly<Record<string, unknown>>): unknown;
}

/** Expressions are read again and again: those of a pipeline are kept. */
const known = new Map<string, Expression>();
const MOST_KNOWN = 5000;

/** Parses an expression. Throws a PipelineError `BAD_EXPRESSION`. */
export function parseExpression(text: string): Expression {
  const found = known.get(text) ?? readExpression(text);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, found);
  return found;
}

function readExpression(text: string): Expression {
  const parsed = parseTree(text);
  return {
    text,
    tree: parsed.ast,
    reads: readsOf(parsed.ast),
    evaluate(context) {
      try {
        const value: unknown = parsed({ ...context });
        return plain(value);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
        throw new PipelineError('EXPRESSION_FAILED', `'${text}' has no value: ${reason}.`, {
          hint: 'An element may be missing from a list, or a value be of another kind than the operator takes.',
          cause,
        });
      }
    },
  };
}

/**
 * What a syntax tree reads. Of a choice `condition ? one : other` whose condition `decide` tells, only what is chosen is
 * read.
 */
export function readsOf(
  node: ASTNode,
  decide: (condition: ASTNode) => boolean | undefined = () => undefined,
  bound: readonly string[] = [],
): readonly (readonly string[])[] {
  const path = memberPath(node);
  if (path !== undefined) return bound.includes(path[0]) ? [] : [path];
  const within = [...bound, ...boundBy(node)];
  const children = childrenOf(node);
  const chosen = node.op === '?:' && bound.length === 0 ? decide(children[0]) : undefined;
  const read = chosen === undefined ? children : [children[0], children[chosen ? 1 : 2]];
  return read.flatMap((child) => readsOf(child, decide, within));
}

/** CEL's whole numbers are bigints, which JSON cannot hold. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [String(key), plain(item)]));
}

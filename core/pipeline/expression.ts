import type { ASTNode } from '@marcbachmann/cel-js';
import { PipelineError } from '../errors.js';
import { isMap } from './map.js';
import { remembered } from './remembered.js';
import { boundBy, childrenOf, memberPath, parseTree, type Parsed } from './tree.js';

/** An expression of the Common Expression Language. */
export interface Expression {
  readonly text: string;
  readonly tree: ASTNode;
  /** The path that it is, where it is no more than that. */
  readonly path?: readonly string[];
  /** What it reads: a variable with the fields that follow it, such as `steps.search.front`. */
  readonly reads: readonly (readonly string[])[];
  /** Throws a PipelineError `EXPRESSION_FAILED` where it has no value. */
  evaluate(context: Readonly<Record<string, unknown>>): unknown;
}

/** Parses an expression. Throws a PipelineError `BAD_EXPRESSION`. */
export const parseExpression = remembered(readExpression);

function readExpression(text: string): Expression {
  const path = plainPath(text);
  let parsed = path === undefined ? parseTree(text) : undefined;
  const parse = (): Parsed => (parsed ??= parseTree(text));
  return {
    text,
    path,
    get tree() {
      return parse().ast;
    },
    reads: path === undefined ? readsOf(parse().ast) : [path],
    evaluate(context) {
      const found = path === undefined ? undefined : valueAt(path, context);
      if (found !== undefined) return plain(found);
      try {
        const value: unknown = parse()({ ...context });
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

const PATH = /^(?:inputs|steps|run|item|matrix)(?:\.[A-Za-z]\w*){0,5}$/;
/** Words of the language that are no names. */
const KEYWORDS = new Set(['true', 'false', 'null', 'in']);

/** An expression that needs no parser to be read: most are names with dots between them. */
function plainPath(text: string): readonly string[] | undefined {
  if (!PATH.test(text)) return undefined;
  const path = text.split('.');
  return path.some((name) => KEYWORDS.has(name)) ? undefined : path;
}

/** The value at a path; undefined where there is none, of which the language says why. */
function valueAt(path: readonly string[], context: unknown): unknown {
  let value = context;
  for (const name of path) {
    if (!isMap(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
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

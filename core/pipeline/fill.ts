import { EspalierError } from '../errors.js';
import { annotatedTexts, type Annotated } from './annotations.js';
import type { Say } from './expression-type.js';
import { isMap } from './map.js';
import type { Path } from './problem.js';
import { expressionsIn, fillText } from './references.js';

/** What expressions can read, by the names of variables. */
export type Context = Readonly<Record<string, unknown>>;

/** A document, or a part of one under its own keys, with the values of expressions filled in as far as they are known. */
export function fillDocument(document: unknown, context: Context, sayAt: (path: Path) => Say): unknown {
  return Object.keys(context).length === 0
    ? document
    : fillTexts(document, expressionTexts(document), context, sayAt);
}

/** The same for a document whose texts with expressions in them are known. */
export function fillTexts(
  document: unknown,
  texts: readonly Annotated[],
  context: Context,
  sayAt: (path: Path) => Say,
): unknown {
  const known = new Map<string, unknown>();
  const valueOf = (text: string): unknown => {
    const value = known.has(text) ? known.get(text) : fillText(text, context);
    known.set(text, value);
    return value;
  };
  return replaceTexts(document, texts, (annotated) => filled(annotated, valueOf, sayAt));
}

/**
 * A document in which every expression that is left has given way to a value that its place takes. `texts` are all of the
 * document's.
 */
export function sampleDocument(document: unknown, texts: readonly Annotated[]): unknown {
  const open = texts.filter(({ text, takes }) => takes === undefined && text.includes('${{'));
  return replaceTexts(document, open, ({ text, sample }) => sample() ?? text);
}

/** The texts of a document that have expressions in them. */
export function expressionTexts(document: unknown): readonly Annotated[] {
  return annotatedTexts(document).filter(({ text }) => text.includes('${{'));
}

/** What an artifact's place takes stays an expression until the step runs, but for a name. */
function filled(
  { path, text, takes, names, kind }: Annotated,
  valueOf: (text: string) => unknown,
  sayAt: (path: Path) => Say,
): unknown {
  if (expressionsIn(text).length === 0 || (takes !== undefined && names === undefined)) return text;
  try {
    const value = valueOf(text);
    if (takes !== undefined && typeof value !== 'string') return text;
    return kind === 'text' && (typeof value === 'number' || typeof value === 'boolean')
      ? String(value)
      : value;
  } catch (error) {
    if (!(error instanceof EspalierError)) throw error;
    sayAt(path)(error.code, error.message, error.hint);
    return text;
  }
}

/** The document with other values at some places; what they do not touch is shared with it. */
function replaceTexts(
  document: unknown,
  texts: readonly Annotated[],
  replacement: (annotated: Annotated) => unknown,
): unknown {
  const fresh = new Set<unknown>();
  const own = (value: unknown): unknown => {
    if (fresh.has(value) || typeof value !== 'object' || value === null) return value;
    const copy: unknown = Array.isArray(value) ? Array.from<unknown>(value) : { ...value };
    fresh.add(copy);
    return copy;
  };
  const put = (within: unknown, path: Path, depth: number, value: unknown): unknown => {
    if (depth === path.length) return value;
    const copy = own(within);
    const key = path[depth];
    if (Array.isArray(copy)) copy[Number(key)] = put(copy[Number(key)], path, depth + 1, value);
    else if (isWritable(copy)) copy[key] = put(copy[key], path, depth + 1, value);
    return copy;
  };
  return texts.reduce((before, annotated) => {
    const value = replacement(annotated);
    return value === annotated.text ? before : put(before, annotated.path, 0, value);
  }, document);
}

function isWritable(value: unknown): value is Record<string, unknown> {
  return isMap(value);
}

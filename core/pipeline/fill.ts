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
  if (Object.keys(context).length === 0) return document;
  return replaceTexts(document, expressionTexts(document), (annotated) => filled(annotated, context, sayAt));
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
  context: Context,
  sayAt: (path: Path) => Say,
): unknown {
  if (expressionsIn(text).length === 0 || (takes !== undefined && names === undefined)) return text;
  try {
    const value = fillText(text, context);
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
  const put = (within: unknown, [key, ...rest]: Path, value: unknown): unknown => {
    const copy = own(within);
    const inner = (before: unknown): unknown => (rest.length === 0 ? value : put(before, rest, value));
    if (Array.isArray(copy)) copy[Number(key)] = inner(copy[Number(key)]);
    else if (isWritable(copy)) copy[key] = inner(copy[key]);
    return copy;
  };
  return texts.reduce((before, annotated) => {
    const value = replacement(annotated);
    return value === annotated.text ? before : put(before, annotated.path, value);
  }, document);
}

function isWritable(value: unknown): value is Record<string, unknown> {
  return isMap(value);
}

import { EspalierError } from '../errors.js';
import { annotatedTexts, type Annotated } from './annotations.js';
import type { Say } from './expression-type.js';
import type { Path } from './problem.js';
import { expressionsIn, fillText } from './references.js';

/** What expressions can read, by the names of variables. */
export type Context = Readonly<Record<string, unknown>>;

/** A document, or a part of one under its own keys, with the values of expressions filled in as far as they are known. */
export function fillDocument(document: unknown, context: Context, sayAt: (path: Path) => Say): unknown {
  return replaceTexts(document, expressionTexts(document), (annotated) => filled(annotated, context, sayAt));
}

/** A document in which every expression that is left has given way to a value that its place takes. */
export function sampleDocument(document: unknown): unknown {
  return replaceTexts(document, expressionTexts(document), ({ text, takes, kind, sample }) =>
    takes !== undefined || (kind === 'text' && sample === undefined) ? text : (sample ?? text),
  );
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

function replaceTexts(
  document: unknown,
  texts: readonly Annotated[],
  replacement: (annotated: Annotated) => unknown,
): unknown {
  const values = new Map(texts.map((annotated) => [JSON.stringify(annotated.path), replacement(annotated)]));
  if (values.size === 0) return document;
  const replaced = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') {
      if (!value.includes('${{')) return value;
      const key = JSON.stringify(path);
      return values.has(key) ? values.get(key) : value;
    }
    if (Array.isArray(value)) return value.map((item, index) => replaced(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, replaced(item, [...path, key])]),
    );
  };
  return replaced(document, []);
}

import { serialize } from '@marcbachmann/cel-js';
import { EspalierError } from '../errors.js';
import { parseExpression, readsOf, type Expression } from './expression.js';
import { isMap } from './map.js';
import { STATE_FIELDS } from './outputs.js';
import { remembered } from './remembered.js';

const EXPRESSION = /\$\{\{(.*?)\}\}/gs;

/** A text as far as its expressions go. */
interface Written {
  /** Without their brackets. */
  readonly expressions: readonly string[];
  /** The one that is all of the text. */
  readonly whole?: string;
  /** Whether one is opened that is not closed. */
  readonly isOpen: boolean;
}

const PLAIN: Written = { expressions: [], isOpen: false };

/** The expressions in a text, without their brackets. */
export function expressionsIn(text: string): readonly string[] {
  return writtenIn(text).expressions;
}

/** Whether a text opens an expression that it does not close. */
export function hasOpenExpression(text: string): boolean {
  return writtenIn(text).isOpen;
}

/** The expression that is the whole of a text; undefined for a name or for a text with expressions in it. */
export function wholeExpression(text: string): string | undefined {
  return writtenIn(text).whole;
}

function writtenIn(text: string): Written {
  return text.includes('${{') ? splitText(text) : PLAIN;
}

const splitText = remembered(readWritten);

function readWritten(text: string): Written {
  const expressions = [...text.matchAll(EXPRESSION)].map(([, inner]) => inner.trim());
  const around = text.replaceAll(EXPRESSION, '');
  const isWhole = expressions.length === 1 && around.trim() === '';
  return { expressions, whole: isWhole ? expressions[0] : undefined, isOpen: around.includes('${{') };
}

/**
 * The value that a setting stands for: of the type of its expression where that is all of it, else the text with the
 * values of its expressions put in. Lists and maps are resolved throughout. Throws a PipelineError `EXPRESSION_FAILED`.
 */
export function resolveValue(value: unknown, context: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'string') return resolveText(value, context);
  if (Array.isArray(value)) return value.map((item) => resolveValue(item, context));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveValue(item, context)]));
}

/**
 * A text with the values of those of its expressions put in that read nothing but what the context has, of the type of
 * its expression where that is all of it. Expressions that cannot be read stay. Throws a PipelineError `EXPRESSION_FAILED`.
 */
export function fillText(text: string, context: Readonly<Record<string, unknown>>): unknown {
  const readable = (inner: string): Expression | undefined => {
    const expression = parseOrNone(inner);
    return expression?.reads.every((path) => isKnown(path, context)) === true ? expression : undefined;
  };
  const whole = wholeExpression(text);
  if (whole !== undefined) {
    const expression = readable(whole);
    return expression === undefined ? text : expression.evaluate(context);
  }
  return text.replaceAll(EXPRESSION, (written, inner: string) => {
    const expression = readable(inner.trim());
    return expression === undefined ? written : asText(expression.evaluate(context));
  });
}

function isKnown(path: readonly string[], context: Readonly<Record<string, unknown>>): boolean {
  const [head, field] = path;
  if (!Object.hasOwn(context, head)) return false;
  // An input without a value is told of where it is declared.
  return (
    head !== 'inputs' || path.length === 1 || (isMap(context.inputs) && Object.hasOwn(context.inputs, field))
  );
}

function parseOrNone(text: string): Expression | undefined {
  try {
    return parseExpression(text);
  } catch (error) {
    if (error instanceof EspalierError) return undefined;
    throw error;
  }
}

function resolveText(text: string, context: Readonly<Record<string, unknown>>): unknown {
  const whole = wholeExpression(text);
  if (whole !== undefined) return parseExpression(whole).evaluate(context);
  return text.replaceAll(EXPRESSION, (_, inner: string) =>
    asText(parseExpression(inner.trim()).evaluate(context)),
  );
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The inputs that an expression reads; none where it cannot be read itself. */
export function inputsRead(text: string): readonly string[] {
  return (parseOrNone(text)?.reads ?? []).flatMap(([head, ...rest]) =>
    head === 'inputs' ? rest.slice(0, 1) : [],
  );
}

/** A step that an expression reads: something of its outputs, or only how it ended. */
export interface StepRead {
  readonly step: string;
  readonly output: boolean;
}

/**
 * The steps that an expression reads; none where it cannot be read itself. What the context decides is not read: of
 * `inputs.train ? steps.train.network : steps.load.network` one step alone, where the input is known.
 */
export function stepsRead(
  text: string,
  context: Readonly<Record<string, unknown>> = {},
): readonly StepRead[] {
  const expression = parseOrNone(text);
  if (expression === undefined) return [];
  const reads = text.includes('?')
    ? readsOf(expression.tree, (condition) => decided(serialize(condition), context))
    : expression.reads;
  return reads.flatMap(([head, ...rest]) =>
    head === 'steps' && rest.length > 0 ? [{ step: rest[0], output: !STATE_FIELDS.includes(rest[1]) }] : [],
  );
}

/** Whether a condition holds, where the context tells. */
function decided(text: string, context: Readonly<Record<string, unknown>>): boolean | undefined {
  try {
    const value = fillText(`\${{ ${text} }}`, context);
    return typeof value === 'boolean' ? value : undefined;
  } catch (error) {
    // It is told of where it stands.
    if (error instanceof EspalierError) return undefined;
    throw error;
  }
}

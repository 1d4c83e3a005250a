import { parseExpression, type Expression } from './expression.js';

const EXPRESSION = /\$\{\{(.*?)\}\}/gs;

/** The expressions in a text, without their brackets. */
export function expressionsIn(text: string): readonly string[] {
  return [...text.matchAll(EXPRESSION)].map(([, inner]) => inner.trim());
}

/** The expression that is the whole of a text; undefined for a name or for a text with expressions in it. */
export function wholeExpression(text: string): string | undefined {
  const [only, ...others] = expressionsIn(text);
  return only !== undefined && others.length === 0 && /^\$\{\{(?:(?!\}\}).)*\}\}$/s.test(text.trim())
    ? only
    : undefined;
}

/**
 * The value that a setting stands for: of the type of its expression where that is all of it, else the text with the
 * values of its expressions put in.
 */
export function resolveValue(value: unknown, context: Readonly<Record<string, unknown>>): unknown {
  if (typeof value !== 'string') return value;
  const whole = wholeExpression(value);
  if (whole !== undefined) return parseExpression(whole).evaluate(context);
  return value.replaceAll(EXPRESSION, (_, inner: string) =>
    String(parseExpression(inner.trim()).evaluate(context)),
  );
}

/** Steps whose outputs an expression reads. */
export function stepsRead({ reads }: Expression): readonly string[] {
  return reads.flatMap(([head, step]) => (head === 'steps' && step !== undefined ? [step] : []));
}

import { parseExpression, type Expression } from './expression.js';

const EXPRESSION = /\$\{\{(.*?)\}\}/gs;

/** The expressions in a text, without their brackets. */
export function expressionsIn(text: string): readonly string[] {
  return [...text.matchAll(EXPRESSION)].map(([, inner]) => inner.trim());
}

/** Whether a text opens an expression that it does not close. */
export function hasOpenExpression(text: string): boolean {
  return text.replaceAll(EXPRESSION, '').includes('${{');
}

/** The expression that is the whole of a text; undefined for a name or for a text with expressions in it. */
export function wholeExpression(text: string): string | undefined {
  const trimmed = text.trim();
  const found = [...trimmed.matchAll(EXPRESSION)];
  return found.length === 1 && found[0][0] === trimmed ? found[0][1].trim() : undefined;
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

/** Steps whose outputs an expression reads. */
export function stepsRead({ reads }: Expression): readonly string[] {
  return reads.flatMap(([head, ...rest]) => (head === 'steps' ? rest.slice(0, 1) : []));
}

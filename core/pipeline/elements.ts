import { isMap } from './map.js';
import { combinationsOf, knownMatrix } from './matrix.js';
import { fillText } from './references.js';
import type { Context } from './fill.js';

/** What the expressions of one element of a step can read beside all others. */
export type Element = { readonly item?: unknown } | { readonly matrix?: Readonly<Record<string, unknown>> };

/** Keys of a step that say for what it runs. */
export interface Repeated {
  readonly forEach?: unknown;
  readonly matrix?: unknown;
}

/**
 * What a step runs for, in order: the elements of its `forEach`, the combinations of its `matrix`, else once. Undefined
 * where the context does not tell, or what stands there is no list. Throws a PipelineError `EXPRESSION_FAILED`.
 */
export function elementsOf({ forEach, matrix }: Repeated, context: Context): readonly Element[] | undefined {
  if (forEach !== undefined) {
    const items = listOf(forEach, context);
    return items?.map((item) => ({ item }));
  }
  if (matrix === undefined) return [{}];
  if (!isMap(matrix)) return undefined;
  const lists = Object.fromEntries(
    Object.entries(matrix).map(([name, list]) => [name, listOf(list, context) ?? list]),
  );
  const known = knownMatrix(lists);
  return known && combinationsOf(known).map((combination) => ({ matrix: combination }));
}

function listOf(written: unknown, context: Context): readonly unknown[] | undefined {
  const value = deepFill(written, context);
  return Array.isArray(value) && !hasExpression(value) ? value : undefined;
}

function deepFill(value: unknown, context: Context): unknown {
  if (typeof value === 'string') return fillText(value, context);
  if (Array.isArray(value)) return value.map((item) => deepFill(item, context));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, deepFill(item, context)]));
}

function hasExpression(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('${{');
  if (Array.isArray(value)) return value.some(hasExpression);
  return isMap(value) && Object.values(value).some(hasExpression);
}

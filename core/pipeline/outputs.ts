import type { StepSpec } from './document.js';

/** What an output is; a list is written with its elements' type. */
export type OutputType =
  | 'network'
  | 'front'
  | 'candidate'
  | 'program'
  | 'number'
  | 'path'
  | 'file'
  | 'report'
  | 'sensitivity'
  | 'bounds'
  | `list of ${string}`;

/** The type of a value that is computed, and of no kind that a step gives. */
export const COMPUTED = 'computed value';

/** Outputs by kind of step, but for the kinds whose steps name theirs themselves. */
export const OUTPUTS: Readonly<
  Record<Exclude<StepSpec['uses'], 'pipeline' | 'exec'>, Readonly<Record<string, OutputType>>>
> = {
  train: { network: 'network', miou: 'number' },
  load: { network: 'network' },
  save: { weights: 'path' },
  search: { front: 'front' },
  sensitivity: { sensitivity: 'sensitivity', bounds: 'bounds' },
  select: { candidates: 'list of candidate' },
  finetune: { network: 'network', miou: 'number' },
  evaluate: { miou: 'number' },
  measure: { latency: 'number' },
  profile: { target: 'path' },
  compile: { program: 'program' },
  compare: { changes: 'list of number' },
  report: { report: 'report' },
};

/**
 * Outputs of a step that runs once for each of several elements, by the name of the single one: lists under the plural, and
 * what is a list of each element already, those lists one after the other under the same name.
 */
export function repeatedOutput(uses: StepSpec['uses'], name: string): { name: string; isJoined: boolean } {
  const known: Readonly<Record<string, string>> = uses === 'pipeline' || uses === 'exec' ? {} : OUTPUTS[uses];
  const isJoined = Object.hasOwn(known, name) && elementType(known[name]) !== undefined;
  return { name: isJoined ? name : `${name}s`, isJoined };
}

/** What every step says of itself, beside its outputs. */
export const STATE_FIELDS: readonly string[] = ['state', 'error'];

/** The type of the elements of a list; undefined for anything else. */
export function elementType(type: string): string | undefined {
  return type.startsWith('list of ') ? type.slice('list of '.length) : undefined;
}

/** The type of a value that is written out; undefined for maps, of which nothing is known. */
export function typeOfValue(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    const types = new Set(value.map(typeOfValue));
    return `list of ${(types.size === 1 ? [...types][0] : undefined) ?? COMPUTED}`;
  }
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' || typeof value === 'boolean' ? typeof value : undefined;
}

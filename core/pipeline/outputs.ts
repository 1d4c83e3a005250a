import type { StepSpec } from './document.js';

/** What an output is; a list is written with its elements' type. */
export type OutputType = 'network' | 'front' | 'candidates' | 'program' | 'number' | 'path' | 'report';

const OUTPUTS: Readonly<Record<StepSpec['uses'], Readonly<Record<string, OutputType>>>> = {
  train: { network: 'network', miou: 'number' },
  load: { network: 'network' },
  save: { weights: 'path' },
  search: { front: 'front' },
  select: { candidates: 'candidates' },
  finetune: { network: 'network', miou: 'number' },
  evaluate: { miou: 'number' },
  compile: { program: 'program' },
  report: { report: 'report' },
};

/** Outputs of a step by name, with their types: lists under the plural of their names where it has a `forEach`. */
export function outputsOf(step: Pick<StepSpec, 'uses' | 'forEach'>): Readonly<Record<string, string>> {
  const single = OUTPUTS[step.uses];
  if (step.forEach === undefined) return single;
  return Object.fromEntries(Object.entries(single).map(([name, type]) => [`${name}s`, `list of ${type}`]));
}

/** The type of the elements of a value that `forEach` may go through; undefined for one it may not. */
export function elementType(type: string): string | undefined {
  if (type === 'candidates') return 'candidate';
  return type.startsWith('list of ') ? type.slice('list of '.length) : undefined;
}

import type { StepSpec } from './document.js';

/** What an output is; a list is written with its elements' type. */
export type OutputType =
  | 'network'
  | 'front'
  | 'candidate'
  | 'program'
  | 'number'
  | 'path'
  | 'report'
  | 'sensitivity'
  | 'bounds'
  | `list of ${string}`;

const OUTPUTS: Readonly<Record<StepSpec['uses'], Readonly<Record<string, OutputType>>>> = {
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
  report: { report: 'report' },
};

/** Outputs of a step by name, with their types: lists under the plural of their names where it has a `forEach`. */
export function outputsOf(uses: StepSpec['uses'], repeated: boolean): ReadonlyMap<string, string> {
  const single = Object.entries(OUTPUTS[uses]);
  return new Map(repeated ? single.map(([name, type]) => [`${name}s`, `list of ${type}`]) : single);
}

/** The type of the elements of a list; undefined for anything else. */
export function elementType(type: string): string | undefined {
  return type.startsWith('list of ') ? type.slice('list of '.length) : undefined;
}

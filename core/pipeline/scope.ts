import type { StepSpec } from './document.js';

/** What the names in a document can refer to. A section that is no map is undefined: nothing is known of its names. */
export interface Scope {
  readonly networks?: readonly string[];
  readonly datasets?: readonly string[];
  readonly targets?: readonly string[];
  readonly steps?: ReadonlyMap<string, KnownStep>;
}

/** A step as far as it can be read; without `uses` where it is of no known kind. */
export interface KnownStep {
  readonly uses?: StepSpec['uses'];
  readonly forEach?: string;
}

const KINDS: readonly StepSpec['uses'][] = [
  'train',
  'load',
  'save',
  'search',
  'sensitivity',
  'select',
  'finetune',
  'evaluate',
  'compile',
  'report',
];

/** Reads the names of a document that may have any mistake. */
export function scopeOf(document: unknown): Scope {
  const section = (name: string) => (isMap(document) ? (document[name] ?? {}) : undefined);
  const names = (name: string) => {
    const entries = section(name);
    return isMap(entries) ? Object.keys(entries) : undefined;
  };
  const steps = section('steps');
  return {
    networks: names('networks'),
    datasets: names('datasets'),
    targets: names('targets'),
    steps: isMap(steps)
      ? new Map(Object.entries(steps).map(([id, step]) => [id, knownStep(step)]))
      : undefined,
  };
}

function knownStep(step: unknown): KnownStep {
  if (!isMap(step)) return {};
  return {
    uses: KINDS.find((kind) => kind === step.uses),
    forEach: typeof step.forEach === 'string' ? step.forEach : undefined,
  };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { classesIn } from './dataset-classes.js';
import type { StepSpec } from './document.js';

/** What the names in a document can refer to. A section that is no map is undefined: nothing is known of its names. */
export interface Scope {
  readonly networks?: readonly string[];
  readonly datasets?: readonly string[];
  /** Names of the classes, by dataset, of those that are known without opening anything. */
  readonly classes: ReadonlyMap<string, readonly string[]>;
  readonly targets?: readonly string[];
  /** Models of the targets that the document describes itself. */
  readonly models: ReadonlyMap<string, string>;
  readonly steps?: ReadonlyMap<string, KnownStep>;
}

/** A step as far as it can be read; without `uses` where it is of no known kind. */
export interface KnownStep {
  readonly uses?: StepSpec['uses'];
  readonly forEach?: string;
  /** The dataset that its settings name. */
  readonly dataset?: string;
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
  'measure',
  'profile',
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
    models: modelsOf(section('targets')),
    classes: classesOf(section('datasets')),
    steps: isMap(steps)
      ? new Map(Object.entries(steps).map(([id, step]) => [id, knownStep(step)]))
      : undefined,
  };
}

function modelsOf(targets: unknown): ReadonlyMap<string, string> {
  const entries = isMap(targets) ? Object.entries(targets) : [];
  return new Map(
    entries.flatMap(([name, spec]): [string, string][] =>
      isMap(spec) && typeof spec.model === 'string' ? [[name, spec.model]] : [],
    ),
  );
}

function classesOf(datasets: unknown): ReadonlyMap<string, readonly string[]> {
  const entries = isMap(datasets) ? Object.entries(datasets) : [];
  return new Map(
    entries.flatMap(([name, spec]): [string, readonly string[]][] => {
      const classes = isMap(spec) ? classesIn(spec) : undefined;
      return classes === undefined ? [] : [[name, classes]];
    }),
  );
}

function knownStep(step: unknown): KnownStep {
  if (!isMap(step)) return {};
  return {
    uses: KINDS.find((kind) => kind === step.uses),
    forEach: typeof step.forEach === 'string' ? step.forEach : undefined,
    dataset: isMap(step.with) && typeof step.with.dataset === 'string' ? step.with.dataset : undefined,
  };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

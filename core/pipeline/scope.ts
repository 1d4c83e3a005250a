import { classesIn } from './dataset-classes.js';
import type { StepSpec } from './document.js';
import { isMap } from './map.js';
import { COMPUTED, OUTPUTS, repeatedOutput, type OutputType } from './outputs.js';

/** What the names in a document can refer to. A section that is no map is undefined: nothing is known of its names. */
export interface Scope {
  /** Declarations of the inputs, as they are written. */
  readonly inputs: ReadonlyMap<string, unknown>;
  readonly networks?: readonly string[];
  readonly datasets?: readonly string[];
  /** Names of the classes, by dataset, of those that are known without opening anything. */
  readonly classes: ReadonlyMap<string, readonly string[]>;
  readonly targets?: readonly string[];
  /** Models of the targets that the document describes itself. */
  readonly models: ReadonlyMap<string, string>;
  /** Those under `finally` too. */
  readonly steps?: ReadonlyMap<string, KnownStep>;
}

/** The sections that have steps. */
export const STEP_SECTIONS = ['steps', 'finally'] as const;
export type StepSection = (typeof STEP_SECTIONS)[number];

/** A step as far as it can be read; without `uses` where it is of no known kind. */
export interface KnownStep {
  readonly section: StepSection;
  readonly uses?: StepSpec['uses'];
  /** As they are written. */
  readonly forEach?: unknown;
  readonly matrix?: unknown;
  /** The dataset that its settings name. */
  readonly dataset?: string;
  /** Its outputs with their types; undefined where they are not known. A type that is not known is undefined. */
  readonly outputs?: ReadonlyMap<string, string | undefined>;
}

/** Outputs of the pipelines that steps run, by the step, where they are known. */
export type NestedOutputs = ReadonlyMap<string, ReadonlyMap<string, string | undefined>>;

/** Reads the names of a document that may have any mistake. */
export function scopeOf(document: unknown, nested: NestedOutputs = new Map()): Scope {
  const section = (name: string) => (isMap(document) ? (document[name] ?? {}) : undefined);
  const names = (name: string) => {
    const entries = section(name);
    return isMap(entries) ? Object.keys(entries) : undefined;
  };
  const inputs = section('inputs');
  return {
    inputs: new Map(isMap(inputs) ? Object.entries(inputs) : []),
    networks: names('networks'),
    datasets: names('datasets'),
    targets: names('targets'),
    models: modelsOf(section('targets')),
    classes: classesOf(section('datasets')),
    steps: isMap(section('steps'))
      ? new Map(
          STEP_SECTIONS.flatMap((name) => {
            const steps = section(name);
            return isMap(steps)
              ? Object.entries(steps).map(([id, step]) => [id, knownStep(name, id, step, nested)] as const)
              : [];
          }),
        )
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

function knownStep(section: StepSection, id: string, step: unknown, nested: NestedOutputs): KnownStep {
  if (!isMap(step)) return { section };
  const uses = isKind(step.uses) ? step.uses : undefined;
  const { forEach, matrix } = step;
  const settings = isMap(step.with) ? step.with : {};
  return {
    section,
    uses,
    forEach,
    matrix,
    dataset: typeof settings.dataset === 'string' ? settings.dataset : undefined,
    outputs: repeated(
      uses,
      singleOutputs(uses, id, settings, nested),
      forEach !== undefined || matrix !== undefined,
    ),
  };
}

function singleOutputs(
  uses: StepSpec['uses'] | undefined,
  id: string,
  settings: Readonly<Record<string, unknown>>,
  nested: NestedOutputs,
): ReadonlyMap<string, string | undefined> | undefined {
  if (uses === 'pipeline') return nested.get(id);
  if (uses !== 'exec') return uses && new Map(Object.entries(OUTPUTS[uses]));
  const { outputs = {} } = settings;
  if (!isMap(outputs)) return undefined;
  const typeOf = (file: unknown): OutputType | undefined =>
    String(file).endsWith('.json') ? undefined : 'file';
  return new Map(Object.entries(outputs).map(([name, file]) => [name, typeOf(file)]));
}

function repeated(
  uses: StepSpec['uses'] | undefined,
  single: KnownStep['outputs'],
  isRepeated: boolean,
): KnownStep['outputs'] {
  if (!isRepeated || single === undefined || uses === undefined) return single;
  return new Map(
    [...single].map(([name, type]) => {
      const { name: many, isJoined } = repeatedOutput(uses, name);
      return [many, isJoined ? type : `list of ${type ?? COMPUTED}`];
    }),
  );
}

function isKind(value: unknown): value is StepSpec['uses'] {
  return typeof value === 'string' && (value in OUTPUTS || value === 'pipeline' || value === 'exec');
}

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { HardwareTarget, PipelineDocument, StepSpec } from './document.js';
import { isMap } from './map.js';
import type { Source } from './parse.js';
import type { Path, Problem } from './problem.js';
import { pipelineSchema } from './schema.js';
import { definitionFor, definitionName } from './branch.js';
import { STEP_SECTIONS } from './scope.js';
import { toFinding, type Finding } from './shape-findings.js';

/**
 * A union requires its tag, and its branches define it, which `strictRequired` does not see. Compiling costs more than
 * validating ever does: what makes it slow is left out, and each kind of step is compiled when the first is met.
 */
const ajv = new Ajv({
  strict: true,
  strictRequired: false,
  allErrors: true,
  discriminator: true,
  useDefaults: true,
  verbose: true,
  inlineRefs: false,
  validateSchema: false,
  meta: false,
  code: { optimize: false },
});
for (const keyword of ['x-names', 'x-takes', 'x-constraint', 'x-objective', 'x-path'])
  ajv.addKeyword(keyword);

type Schema = Readonly<Record<string, unknown>>;
const definitions: Readonly<Record<string, Schema>> = pipelineSchema.definitions;

/** A document with its defaults, in which the steps are as they were written. */
export type Frame = Omit<PipelineDocument, 'steps' | 'finally'>;

type Checked<T> = { readonly document: T } | { readonly problems: readonly Problem[] };

export interface Places {
  readonly locate: Source['locate'];
  /** Whether something is known to be wrong at a path already. */
  readonly isTold?: (path: Path) => boolean;
}

/** What is checked by definitions of its own: the entries of some sections, and some values. */
const ENTRIES: Readonly<Record<string, string>> = {
  inputs: 'InputSpec',
  networks: 'NetworkSpec',
  datasets: 'DatasetSpec',
  targets: 'TargetSpec',
};
const PARTS: Readonly<Record<string, string>> = {
  schedule: 'Schedule',
  onSuccess: 'Notification',
  onFailure: 'Notification',
};

let compiledFrame: ValidateFunction<Frame> | undefined;
const compiledParts = new Map<string, ValidateFunction>();
const compiledSteps = new Map<string, ValidateFunction<StepSpec>>();
const compiledTargets = new Map<string, ValidateFunction<HardwareTarget>>();

/**
 * Checks a parsed pipeline against the schema, but for what is in its steps, and fills in its defaults in a copy. Each
 * mistake is one problem, at the key or value that is wrong.
 */
export function validateFrame(value: unknown, places: Places): Checked<Frame> {
  compiledFrame ??= compile<Frame>(outline());
  return check(value, [], places, compiledFrame, partsOf);
}

/** The same for a step, which stands at a path of the document. */
export function validateStep(value: unknown, path: Path, places: Places): Checked<StepSpec> {
  return check(value, path, places, validatorFor('StepSpec', value, compiledSteps));
}

/** The same for the description of one target. */
export function validateTarget({ value, locate }: Source): Checked<HardwareTarget> {
  return check(value, [], { locate }, validatorFor('HardwareTarget', value, compiledTargets));
}

/** The schema of a pipeline in which all that is checked by itself may be anything. */
function outline(): Schema {
  const { type, required, additionalProperties, properties } = pipelineSchema;
  const open = Object.entries<Schema>(properties).map(([key, property]) => {
    if (Object.hasOwn(PARTS, key)) return [key, {}];
    const hasEntries = Object.hasOwn(ENTRIES, key) || STEP_SECTIONS.some((section) => section === key);
    return [key, hasEntries ? { ...property, additionalProperties: true } : property];
  });
  return { type, required, additionalProperties, properties: Object.fromEntries(open) };
}

/** A value within a document, with what checks it. */
interface Part {
  readonly path: Path;
  readonly value: unknown;
  readonly isValid: ValidateFunction;
}

function partsOf(document: unknown): readonly Part[] {
  if (!isMap(document)) return [];
  const part = (path: Path, value: unknown, definition: string): Part => ({
    path,
    value,
    isValid: validatorFor(definition, value, compiledParts),
  });
  return Object.entries(document).flatMap(([key, value]) => {
    if (Object.hasOwn(PARTS, key)) return [part([key], value, PARTS[key])];
    if (!Object.hasOwn(ENTRIES, key) || !isMap(value)) return [];
    return Object.entries(value).map(([name, entry]) => part([key, name], entry, ENTRIES[key]));
  });
}

/** Of a union only the branch is compiled that the value chooses, when it is first chosen. */
function validatorFor<T>(
  definition: string,
  value: unknown,
  compiled: Map<string, ValidateFunction<T>>,
): ValidateFunction<T> {
  const name = definitionFor(definition, value);
  const isValid = compiled.get(name) ?? compile<T>(definitions[name]);
  compiled.set(name, isValid);
  return isValid;
}

/** Compiles a schema with the definitions that it leads to: Ajv walks through all that it is given. */
function compile<T>(schema: Schema): ValidateFunction<T> {
  const used: Record<string, Schema> = {};
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key !== '$ref') visit(value);
      else {
        const name = definitionName(value);
        if (name in used) continue;
        used[name] = definitions[name];
        visit(definitions[name]);
      }
    }
  };
  visit(schema);
  return ajv.compile<T>({ ...schema, definitions: used });
}

function check<T>(
  value: unknown,
  at: Path,
  { locate, isTold = () => false }: Places,
  isValid: ValidateFunction<T>,
  partsWithin: (copy: unknown) => readonly Part[] = () => [],
): Checked<T> {
  const copy = copyOf(value);
  const inParts = partsWithin(copy).flatMap((part) => findingsIn(part.value, part.path, part.isValid));
  if (isValid(copy) && inParts.length === 0) return { document: copy };
  const findings = [...findingsOf(isValid, at), ...inParts];
  const problems = findings
    .filter((finding) => !isRenamed(finding, findings) && !isTold(finding.path))
    .map(({ code, message, path, part, hint }) => ({
      code,
      message,
      place: locate(path, part),
      hint,
    }));
  return { problems };
}

function findingsIn(value: unknown, at: Path, isValid: ValidateFunction): readonly Finding[] {
  return isValid(value) ? [] : findingsOf(isValid, at);
}

/** What a validator found when it was last called. */
function findingsOf({ errors }: ValidateFunction, at: Path): readonly Finding[] {
  return distinct(errors ?? []).flatMap((error) => toFinding(error, at));
}

/** Maps and lists anew, scalars as they are: JSON would make null of `.nan`. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = { ...value };
  for (const [key, item] of Object.entries(copy)) {
    if (typeof item === 'object') copy[key] = copyOf(item);
  }
  return copy;
}

/** A branch that is reached twice says the same twice. */
function distinct(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const seen = new Set<string>();
  return errors.filter(({ instancePath, keyword, params }) => {
    const key = JSON.stringify([instancePath, keyword, params]);
    return !seen.has(key) && seen.add(key);
  });
}

/** A key is not missing where a misspelt one stands for it: that is one mistake. */
function isRenamed({ missing }: Finding, findings: readonly Finding[]): boolean {
  return findings.some(({ meant }) => meant !== undefined && missing?.includes(meant));
}

import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { HardwareTarget, PipelineDocument, StepSpec } from './document.js';
import { isMap } from './map.js';
import type { Source } from './parse.js';
import type { Path, Problem } from './problem.js';
import { pipelineSchema } from './schema.js';
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

const compiledSteps = new Map<string, ValidateFunction<StepSpec>>();
let compiledFrame: ValidateFunction<Frame> | undefined;
let compiledTarget: ValidateFunction<HardwareTarget> | undefined;

/**
 * Checks a parsed pipeline against the schema, but for what is in its steps, and fills in its defaults in a copy. Each
 * mistake is one problem, at the key or value that is wrong.
 */
export function validateFrame(value: unknown, places: Places): Checked<Frame> {
  compiledFrame ??= compile<Frame>(withoutSteps());
  return check(value, [], places, compiledFrame);
}

/** The same for a step, which stands at a path of the document. */
export function validateStep(value: unknown, path: Path, places: Places): Checked<StepSpec> {
  const kind = (isMap(value) ? KINDS.get(String(value.uses)) : undefined) ?? 'StepSpec';
  const isValid = compiledSteps.get(kind) ?? compile<StepSpec>(definitions[kind]);
  compiledSteps.set(kind, isValid);
  return check(value, path, places, isValid);
}

/** The same for the description of one target. */
export function validateTarget({ value, locate }: Source): Checked<HardwareTarget> {
  compiledTarget ??= compile<HardwareTarget>(definitions.HardwareTarget);
  return check(value, [], { locate }, compiledTarget);
}

/** The schema of a pipeline whose steps may be anything. */
function withoutSteps(): Schema {
  const { type, required, additionalProperties, properties } = pipelineSchema;
  const { steps, finally: last } = properties;
  return {
    type,
    required,
    additionalProperties,
    properties: {
      ...properties,
      steps: { ...steps, additionalProperties: true },
      finally: { ...last, additionalProperties: true },
    },
  };
}

/** Compiles a schema with the definitions that it leads to: Ajv walks through all that it is given. */
function compile<T>(schema: Schema): ValidateFunction<T> {
  const used: Record<string, Schema> = {};
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key !== '$ref') visit(value);
      else {
        const name = String(value).slice('#/definitions/'.length);
        if (name in used) continue;
        used[name] = definitions[name];
        visit(definitions[name]);
      }
    }
  };
  visit(schema);
  return ajv.compile<T>({ ...schema, definitions: used });
}

/** Definitions of the kinds of step, by what `uses` says. */
const KINDS: ReadonlyMap<string, string> = new Map(
  pipelineSchema.definitions.StepSpec.oneOf.map(({ $ref }) => {
    const name = nameOf($ref);
    return [pipelineSchema.definitions[name].properties.uses.const, name];
  }),
);

function nameOf<T extends string>(ref: `#/definitions/${T}`): T;
function nameOf(ref: string): string {
  return ref.slice('#/definitions/'.length);
}

function check<T>(
  value: unknown,
  at: Path,
  { locate, isTold = () => false }: Places,
  isValid: ValidateFunction<T>,
): Checked<T> {
  const copy = copyOf(value);
  if (isValid(copy)) return { document: copy };
  const findings = distinct(isValid.errors ?? []).flatMap((error) => toFinding(error, at));
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

/** Maps and lists anew, scalars as they are: JSON would make null of `.nan`. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item)]));
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

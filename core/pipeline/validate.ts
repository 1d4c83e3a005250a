import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { HardwareTarget, PipelineDocument } from './document.js';
import type { Source } from './parse.js';
import type { Problem } from './problem.js';
import { pipelineSchema } from './schema.js';
import { toFinding, type Finding } from './shape-findings.js';

/** A union requires its tag, and its branches define it, which `strictRequired` does not see. */
const ajv = new Ajv({
  strict: true,
  strictRequired: false,
  allErrors: true,
  discriminator: true,
  useDefaults: true,
  verbose: true,
});
for (const keyword of ['x-names', 'x-takes', 'x-constraint', 'x-objective', 'x-path'])
  ajv.addKeyword(keyword);

let compiledPipeline: ValidateFunction<PipelineDocument> | undefined;
let compiledTarget: ValidateFunction<HardwareTarget> | undefined;

type Locate = Pick<Source, 'locate'>;
type Checked<T> = { readonly document: T } | { readonly problems: readonly Problem[] };

/**
 * Checks a parsed pipeline against the schema, and fills in its defaults in a copy. Each mistake is one problem, at the
 * key or value that is wrong.
 */
export function validateShape(value: unknown, { locate }: Locate): Checked<PipelineDocument> {
  return check(value, locate, (compiledPipeline ??= ajv.compile<PipelineDocument>(pipelineSchema)));
}

/** The same for the description of one target. */
export function validateTarget({ value, locate }: Source): Checked<HardwareTarget> {
  const { definitions } = pipelineSchema;
  return check(
    value,
    locate,
    (compiledTarget ??= ajv.compile<HardwareTarget>({ ...definitions.HardwareTarget, definitions })),
  );
}

function check<T>(value: unknown, locate: Source['locate'], isValid: ValidateFunction<T>): Checked<T> {
  const copy = copyOf(value);
  if (isValid(copy)) return { document: copy };
  const findings = distinct(isValid.errors ?? []).flatMap(toFinding);
  const problems = findings
    .filter((finding) => !isRenamed(finding, findings))
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

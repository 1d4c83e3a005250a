import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { PipelineDocument } from './document.js';
import { suggest } from './near.js';
import type { Source } from './parse.js';
import type { Path, Problem } from './problem.js';
import { pipelineSchema } from './schema.js';

/** Defaults are filled in where a schema is reached by reference, so none may be inlined into the `oneOf` around it. */
const ajv = new Ajv({
  allErrors: true,
  discriminator: true,
  useDefaults: true,
  verbose: true,
  inlineRefs: false,
});
for (const keyword of ['x-names', 'x-takes', 'x-constraint']) ajv.addKeyword(keyword);

let compiled: ValidateFunction<PipelineDocument> | undefined;

/**
 * Checks a parsed pipeline against the schema, and fills in its defaults in a copy. Each mistake is one problem, at the
 * key or value that is wrong.
 */
export function validateShape(
  source: Source,
): { document: PipelineDocument } | { problems: readonly Problem[] } {
  const isValid = (compiled ??= ajv.compile<PipelineDocument>(pipelineSchema));
  const copy = structuredCopy(source.value);
  if (isValid(copy)) return { document: copy };
  return { problems: (isValid.errors ?? []).flatMap((error) => toProblem(source, error)) };
}

/** Read as unknown, so that only the schema says what it is. */
function structuredCopy(value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(value ?? null));
  return copy;
}

function toProblem(source: Source, error: ErrorObject): Problem[] {
  const path = pathOf(error.instancePath);
  const name = path.length === 0 ? 'The pipeline' : `'${path.join('.')}'`;
  const params: Record<string, unknown> = error.params;
  const problem = (
    code: string,
    message: string,
    at: Path = path,
    part: 'key' | 'value' = 'value',
    hint?: string,
  ) => [{ code, message, place: source.locate(at, part), hint }];
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      const known = Object.keys(propertiesOf(error.parentSchema));
      return problem(
        'UNKNOWN_KEY',
        `${name} has no key '${key}'.`,
        [...path, key],
        'key',
        suggest(key, known, 'keys'),
      );
    }
    case 'required':
      return problem('MISSING_KEY', `${name} lacks the key '${String(params.missingProperty)}'.`);
    case 'type':
      return problem(
        'WRONG_TYPE',
        `${name} is ${describe(error.data)}; it takes ${article(String(params.type))}.`,
      );
    case 'enum':
    case 'const': {
      const allowed = error.keyword === 'enum' ? listOf(params.allowedValues) : [String(params.allowedValue)];
      const hint = suggest(String(error.data), allowed, 'values');
      return problem('NOT_ALLOWED', `${name} is ${describe(error.data)}.`, path, 'value', hint);
    }
    case 'discriminator': {
      const tag = String(params.tag);
      if (params.tagValue === undefined) return problem('MISSING_KEY', `${name} lacks the key '${tag}'.`);
      const hint = suggest(String(params.tagValue), tagsOf(error.parentSchema, tag), 'values');
      return problem(
        'NOT_ALLOWED',
        `'${[...path, tag].join('.')}' is ${describe(params.tagValue)}.`,
        [...path, tag],
        'value',
        hint,
      );
    }
    case 'propertyNames':
    case 'if':
      return [];
    case 'pattern':
      if (error.propertyName !== undefined) {
        return problem(
          'BAD_NAME',
          `'${error.propertyName}' is no name here: ${String(error.message)}.`,
          [...path, error.propertyName],
          'key',
        );
      }
      return problem('BAD_NAME', `${name} is ${describe(error.data)}: it ${String(error.message)}.`);
    default:
      return problem('OUT_OF_RANGE', `${name} is ${describe(error.data)}: it ${String(error.message)}.`);
  }
}

/** A JSON pointer as a path; numbers are indices of lists. */
function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function propertiesOf(schema: unknown): object {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return {};
  return typeof schema.properties === 'object' && schema.properties !== null ? schema.properties : {};
}

/** The values of the tag over the branches of a discriminated union, by way of the schema's definitions. */
function tagsOf(schema: unknown, tag: string): string[] {
  if (typeof schema !== 'object' || schema === null || !('oneOf' in schema) || !Array.isArray(schema.oneOf))
    return [];
  const definitions: Readonly<Record<string, unknown>> = pipelineSchema.definitions;
  return schema.oneOf.flatMap((branch: { $ref?: string }) => {
    const property = Object.entries(propertiesOf(definitions[branch.$ref?.split('/').at(-1) ?? ''])).find(
      ([key]) => key === tag,
    );
    const value: unknown = property?.[1];
    return typeof value === 'object' && value !== null && 'const' in value ? [String(value.const)] : [];
  });
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function article(type: string): string {
  const names: Readonly<Record<string, string>> = {
    object: 'a map',
    array: 'a list',
    string: 'text',
    integer: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
  };
  return names[type] ?? type;
}

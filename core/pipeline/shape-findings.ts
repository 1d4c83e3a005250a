import { definitionName } from './branch.js';
import type { ErrorObject } from 'ajv';
import { nearest, suggest } from './near.js';
import type { Path } from './problem.js';
import { pipelineSchema } from './schema.js';

/** A mistake of shape, before its place in the text is known. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly path: Path;
  readonly part: 'key' | 'value';
  readonly hint?: string;
  /** The key that is missing, or in a union those of which one is, as paths. */
  readonly missing?: readonly string[];
  /** The key that an unknown one probably means, as a path. */
  readonly meant?: string;
}

/**
 * What one of Ajv's errors says to the user, of a value that stands at a path; nothing for those that only sum up others.
 */
export function toFinding(error: ErrorObject, at: Path): readonly Finding[] {
  const path = [...at, ...pathOf(error.instancePath)];
  const params: Readonly<Record<string, unknown>> = error.params;
  const found = (code: string, message: string, hint?: string): Finding => ({
    code,
    message,
    path,
    part: 'value',
    hint,
  });
  // What each item lacks is no news where one of them would do.
  if (error.schemaPath.includes('/contains/')) return [];
  switch (error.keyword) {
    case 'contains':
      return [
        found(
          'OUT_OF_RANGE',
          `${nameOf(path)} lacks an item that is needed.`,
          descriptionOf(error.parentSchema),
        ),
      ];
    case 'additionalProperties':
      return [unknownKey(path, String(params.additionalProperty), keysFor(error.parentSchema))];
    case 'required':
      // A union's tag, of which its discriminator tells.
      if (isUnion(error.parentSchema)) return [];
      return [missingKey(path, String(params.missingProperty), error.parentSchema)];
    case 'discriminator':
      return [wrongTag(path, String(params.tag), params.tagValue, error.parentSchema)];
    case 'type':
      return [
        found(
          'WRONG_TYPE',
          `${nameOf(path)} is ${describe(error.data)}; it takes ${takenBy(error.parentSchema) ?? kindOf(String(params.type))}.`,
        ),
      ];
    case 'enum':
    case 'const': {
      const allowed = error.keyword === 'enum' ? listOf(params.allowedValues) : [String(params.allowedValue)];
      const near = suggest(String(error.data), allowed, 'values');
      const about = error.keyword === 'const' ? descriptionOf(error.parentSchema) : undefined;
      const hint = about === undefined ? near : `${near} ${about}`;
      return [
        found('NOT_ALLOWED', `${nameOf(path)} is ${describe(error.data)}, which is not allowed.`, hint),
      ];
    }
    case 'pattern':
      if (error.propertyName !== undefined)
        return [badName(path, error.propertyName, String(params.pattern))];
      return [
        found('BAD_NAME', `${nameOf(path)} is ${describe(error.data)}.`, descriptionOf(error.parentSchema)),
      ];
    case 'propertyNames':
    case 'if':
      return [];
    default:
      return [found('OUT_OF_RANGE', `${nameOf(path)} is ${describe(error.data)}; ${limitOf(error)}.`)];
  }
}

function unknownKey(path: Path, key: string, known: readonly string[]): Finding {
  const near = nearest(key, known);
  return {
    code: 'UNKNOWN_KEY',
    message: `${nameOf(path)} has no key '${key}'.`,
    path: [...path, key],
    part: 'key',
    hint: suggest(key, known, 'keys'),
    meant: near === undefined ? undefined : [...path, near].join('.'),
  };
}

function missingKey(path: Path, key: string, schema: unknown): Finding {
  const property = Object.entries(propertiesOf(schema)).find(([name]) => name === key);
  return {
    code: 'MISSING_KEY',
    message: `${nameOf(path)} lacks the key '${key}'.`,
    path,
    part: 'key',
    hint: descriptionOf(property?.[1]),
    missing: [key, ...siblingKeys(schema)].map((name) => [...path, name].join('.')),
  };
}

function wrongTag(path: Path, tag: string, value: unknown, schema: unknown): Finding {
  const known = tagsOf(schema, tag);
  if (value === undefined) {
    return { ...missingKey(path, tag, {}), hint: `Known values: ${known.join(', ')}.` };
  }
  const at = [...path, tag];
  const message = `${nameOf(at)} is ${describe(value)}`;
  return typeof value === 'string'
    ? {
        code: 'NOT_ALLOWED',
        message: `${message}, which is not allowed.`,
        path: at,
        part: 'value',
        hint: suggest(value, known, 'values'),
      }
    : { code: 'WRONG_TYPE', message: `${message}; it takes text.`, path: at, part: 'value' };
}

function badName(path: Path, name: string, pattern: string): Finding {
  const hyphens = pattern.includes('-]') ? ', hyphens' : '';
  return {
    code: 'BAD_NAME',
    message: `'${name}' is no name for an entry of ${nameOf(path)}.`,
    path: [...path, name],
    part: 'key',
    hint: `A name begins with a letter and has letters, digits${hyphens} and underscores.`,
  };
}

function limitOf({ keyword, params, message }: ErrorObject): string {
  const given: Readonly<Record<string, unknown>> = params;
  const limit = String(given.limit);
  switch (keyword) {
    case 'minimum':
      return `it must be at least ${limit}`;
    case 'exclusiveMinimum':
      return `it must be more than ${limit}`;
    case 'maximum':
      return `it must be at most ${limit}`;
    case 'exclusiveMaximum':
      return `it must be less than ${limit}`;
    case 'minItems':
    case 'minProperties':
      return `it must have at least ${limit} ${limit === '1' ? 'entry' : 'entries'}`;
    case 'maxItems':
      return `it must have at most ${limit} entries`;
    case 'minLength':
      return 'it must not be empty';
    case 'uniqueItems':
      return 'its entries must differ';
    default:
      return `it ${String(message)}`;
  }
}

/** A JSON pointer as a path. */
function pathOf(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function nameOf(path: Path): string {
  return path.length === 0 ? 'The document' : `'${path.join('.')}'`;
}

function propertiesOf(schema: unknown): object {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return {};
  return typeof schema.properties === 'object' && schema.properties !== null ? schema.properties : {};
}

function descriptionOf(schema: unknown): string | undefined {
  if (typeof schema !== 'object' || schema === null || !('description' in schema)) return undefined;
  return String(schema.description);
}

function isUnion(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && 'discriminator' in schema;
}

/** The keys that a map may have, over all branches where it is one of a union. */
function keysFor(schema: unknown): readonly string[] {
  return [...new Set([...Object.keys(propertiesOf(schema)), ...siblingKeys(schema)])];
}

/** Keys of the branches of a conditional union that a schema is one of. */
function siblingKeys(schema: unknown): readonly string[] {
  const definitions: Readonly<Record<string, unknown>> = pipelineSchema.definitions;
  const unions = Object.values(definitions).map((definition) =>
    branchesOf(definition).map((name) => definitions[name]),
  );
  const union = unions.find((branches) => branches.includes(schema)) ?? [];
  return union.flatMap((branch) => Object.keys(propertiesOf(branch)));
}

/** The names of the definitions that a condition leads to. */
function branchesOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if ('$ref' in schema) return [definitionName(schema.$ref)];
  return 'then' in schema && 'else' in schema ? [...branchesOf(schema.then), ...branchesOf(schema.else)] : [];
}

/** The values of the tag over the branches of a discriminated union, by way of the schema's definitions. */
function tagsOf(schema: unknown, tag: string): readonly string[] {
  if (typeof schema !== 'object' || schema === null || !('oneOf' in schema)) return [];
  const definitions: Readonly<Record<string, unknown>> = pipelineSchema.definitions;
  const branches: readonly unknown[] = Array.isArray(schema.oneOf) ? schema.oneOf : [];
  return branches.flatMap((branch) => {
    if (typeof branch !== 'object' || branch === null || !('$ref' in branch)) return [];
    const definition = definitions[definitionName(branch.$ref)];
    const property: unknown = Object.entries(propertiesOf(definition)).find(([key]) => key === tag)?.[1];
    return typeof property === 'object' && property !== null && 'const' in property
      ? [String(property.const)]
      : [];
  });
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value !== 'string') return typeof value === 'number' ? String(value) : JSON.stringify(value);
  return `'${value.length > 60 ? `${value.slice(0, 59)}…` : value}'`;
}

/** What a place takes that takes expressions. */
function takenBy(schema: unknown): string | undefined {
  if (typeof schema !== 'object' || schema === null || !('x-takes' in schema)) return undefined;
  switch (schema['x-takes']) {
    case 'list':
      return 'a list or an expression';
    case 'boolean':
      return 'true, false or an expression';
    default:
      return 'an expression';
  }
}

function kindOf(type: string): string {
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

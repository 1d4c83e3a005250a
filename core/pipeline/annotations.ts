import { branchByTag, definitionName } from './branch.js';
import { isMap } from './map.js';
import type { Path } from './problem.js';
import { pipelineSchema } from './schema.js';

/** A text in a pipeline that means more than its schema's type says. */
export interface Annotated {
  readonly path: Path;
  readonly text: string;
  /** The section whose names it takes. */
  readonly names?: string;
  /** What its expression must give. */
  readonly takes?: string;
  readonly constraint: boolean;
  readonly objective: boolean;
  /** Of a path: whether the file is read or written. */
  readonly file?: 'input' | 'output';
  /** The kind of value that its place takes; undefined where any will do. */
  readonly kind?: ValueKind;
  /** A value that its place takes, for the time that its own is not known. */
  readonly sample: () => unknown;
}

export type ValueKind = 'text' | 'number' | 'boolean' | 'list';

type Schema = Readonly<Record<string, unknown>>;
const { definitions }: { readonly definitions: Schema } = pipelineSchema;

/**
 * Walks a document along its schema and gives every text, with what the schema says of it. The document need not be
 * valid: what the schema does not know is passed over.
 */
export function annotatedTexts(document: unknown): readonly Annotated[] {
  const texts: Annotated[] = [];
  walk(document, asSchema(pipelineSchema), [], texts);
  return texts;
}

function walk(value: unknown, given: Schema, path: Path, texts: Annotated[]): void {
  if (typeof value === 'string') texts.push(annotate(value, resolve(given, value), path));
  else if (Array.isArray(value)) {
    const items = asSchema(resolve(given, value).items);
    for (const [index, item] of value.entries()) walk(item, items, [...path, index], texts);
  } else if (isMap(value)) {
    const schema = resolve(given, value);
    const properties = asSchema(schema.properties);
    for (const key of Object.keys(value)) {
      const property = Object.hasOwn(properties, key) ? properties[key] : schema.additionalProperties;
      if (isMap(property)) walk(value[key], property, [...path, key], texts);
    }
  }
}

function annotate(text: string, schema: Schema, path: Path): Annotated {
  const { 'x-names': names, 'x-takes': takes } = schema;
  return {
    path,
    text,
    names: typeof names === 'string' ? names : undefined,
    takes: typeof takes === 'string' ? takes : undefined,
    constraint: 'x-constraint' in schema,
    objective: 'x-objective' in schema,
    file: schema['x-path'] === 'input' || schema['x-path'] === 'output' ? schema['x-path'] : undefined,
    kind: KINDS[String(schema.type)],
    sample: () => sampleOf(schema),
  };
}

const KINDS: Readonly<Record<string, ValueKind>> = {
  string: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  array: 'list',
};

function sampleOf(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (Array.isArray(schema.examples)) return schema.examples[0];
  switch (schema.type) {
    case 'integer':
    case 'number':
      return sampleNumber(schema);
    case 'boolean':
      return false;
    case 'array':
      return Array.from({ length: Number(schema.minItems ?? 0) }, () =>
        sampleOf(resolve(asSchema(schema.items), undefined)),
      );
    default:
      return undefined;
  }
}

function sampleNumber({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Schema): number {
  if (typeof minimum === 'number') return minimum;
  const above = typeof exclusiveMinimum === 'number' ? exclusiveMinimum : undefined;
  const limit = maximum ?? exclusiveMaximum;
  const below = typeof limit === 'number' ? limit : undefined;
  if (above === undefined) return (below ?? 2) - 1;
  return below === undefined ? above + 1 : (above + below) / 2;
}

/**
 * Follows references, picks the branch of a discriminated union that the value's tag names and that of a condition on the
 * value's type, and joins the properties of other conditional branches: the same key means the same in all of them.
 */
function resolve(schema: Schema, value: unknown): Schema {
  if (typeof schema.$ref === 'string') return joined(resolve(followed(schema), value), schema);
  if (Array.isArray(schema.oneOf)) {
    const branch = branchByTag(schema, asSchema(value));
    return branch === undefined ? NOTHING : resolve(asSchema(definitions[branch]), value);
  }
  if (schema.if === undefined) return schema;
  const { type } = asSchema(schema.if);
  if (type !== undefined) {
    const branch = asSchema(isOfType(value, type) ? schema.then : schema.else);
    return joined(schema, resolve(branch, value));
  }
  const [then, otherwise] = [schema.then, schema.else].map((branch) => resolve(asSchema(branch), value));
  return joinedProperties(then, otherwise);
}

const NOTHING: Schema = {};

/** Joins schemas as `join` does, once for each pair. */
function once(join: (first: Schema, second: Schema) => Schema): (first: Schema, second: Schema) => Schema {
  const known = new WeakMap<Schema, WeakMap<Schema, Schema>>();
  return (first, second) => {
    const seconds = known.get(first) ?? new WeakMap<Schema, Schema>();
    known.set(first, seconds);
    const found = seconds.get(second) ?? join(first, second);
    seconds.set(second, found);
    return found;
  };
}

/** What the second says, and what the first says beside it. */
const joined = once((first, second) => ({ ...first, ...second, $ref: undefined, if: undefined }));

const joinedProperties = once(({ properties: first }, { properties: second }) => ({
  properties: { ...asSchema(first), ...asSchema(second) },
}));

function followed(schema: Schema): Schema {
  if (typeof schema.$ref !== 'string') return schema;
  return asSchema(definitions[definitionName(schema.$ref)]);
}

function isOfType(value: unknown, type: unknown): boolean {
  return type === 'array' ? Array.isArray(value) : typeof value === type;
}

function asSchema(value: unknown): Schema {
  return isMap(value) ? value : NOTHING;
}

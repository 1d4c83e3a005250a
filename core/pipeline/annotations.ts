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
}

type Schema = Readonly<Record<string, unknown>>;

/** Walks a valid document along its schema and gives every text, with what the schema says of it. */
export function annotatedTexts(document: unknown): readonly Annotated[] {
  const found: Annotated[] = [];
  walk(document, asSchema(pipelineSchema), [], found);
  return found;
}

function walk(value: unknown, given: Schema, path: Path, found: Annotated[]): void {
  const schema = resolve(given, value);
  if (typeof value === 'string') {
    const { 'x-names': names, 'x-takes': takes } = { ...schema, ...given };
    found.push({
      path,
      text: value,
      names: typeof names === 'string' ? names : undefined,
      takes: typeof takes === 'string' ? takes : undefined,
      constraint: 'x-constraint' in schema || 'x-constraint' in given,
    });
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      walk(item, asSchema(schema.items), [...path, index], found);
    });
  } else if (typeof value === 'object' && value !== null) {
    const properties = asSchema(schema.properties);
    for (const [key, item] of Object.entries(value)) {
      walk(item, asSchema(properties[key] ?? schema.additionalProperties), [...path, key], found);
    }
  }
}

/** Follows references, and picks the branch of a discriminated union that the value's tag names. */
function resolve(schema: Schema, value: unknown): Schema {
  if (typeof schema.$ref === 'string') {
    const definitions = asSchema(pipelineSchema.definitions);
    return resolve(asSchema(definitions[schema.$ref.split('/').at(-1) ?? '']), value);
  }
  if (!Array.isArray(schema.oneOf)) return schema;
  const branches = schema.oneOf.map((branch: unknown) => resolve(asSchema(branch), value));
  return branches.find((branch) => matches(branch, value)) ?? {};
}

function matches(branch: Schema, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const properties = asSchema(branch.properties);
  return Object.entries(value).every(([key, item]) => {
    if (!(key in properties)) return false;
    const property = asSchema(properties[key]);
    if ('const' in property) return property.const === item;
    return Array.isArray(property.enum) ? property.enum.includes(item) : true;
  });
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

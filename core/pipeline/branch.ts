import { isMap } from './map.js';
import { pipelineSchema } from './schema.js';

type Schema = Readonly<Record<string, unknown>>;
const definitions: Readonly<Record<string, Schema>> = pipelineSchema.definitions;

/** Names of the branches of the discriminated unions that were asked for, by the value of the tag. */
const known = new Map<Schema, ReadonlyMap<unknown, string>>();

/**
 * The definition that a value has to meet: of a union the branch that it chooses, by its tag or by the keys that it has;
 * the union itself where it chooses none.
 */
export function definitionFor(name: string, value: unknown): string {
  return isMap(value) ? (chosen(definitions[name], value) ?? name) : name;
}

function chosen(schema: unknown, value: Schema): string | undefined {
  if (!isMap(schema)) return undefined;
  if (schema.$ref !== undefined) return definitionFor(definitionName(schema.$ref), value);
  if (schema.discriminator !== undefined) return branchByTag(schema, value);
  if (!isMap(schema.if)) return undefined;
  const { required } = schema.if;
  const isMet = Array.isArray(required) && required.every((key) => Object.hasOwn(value, String(key)));
  return chosen(isMet ? schema.then : schema.else, value);
}

/** The name of the branch of a discriminated union that a value's tag chooses; undefined where there is none. */
export function branchByTag(union: Schema, value: Schema): string | undefined {
  const tag = String(isMap(union.discriminator) ? union.discriminator.propertyName : undefined);
  if (!Object.hasOwn(value, tag)) return undefined;
  const branches = known.get(union) ?? branchesOf(union, tag);
  known.set(union, branches);
  return branches.get(value[tag]);
}

function branchesOf({ oneOf }: Schema, tag: string): ReadonlyMap<unknown, string> {
  const branches: readonly unknown[] = Array.isArray(oneOf) ? oneOf : [];
  return new Map(
    branches.flatMap((branch): [unknown, string][] => {
      const name = definitionName(isMap(branch) ? branch.$ref : undefined);
      const properties = definitions[name].properties;
      const property = isMap(properties) ? properties[tag] : undefined;
      return isMap(property) ? [[property.const, name]] : [];
    }),
  );
}

/** The name of the definition that a `$ref` of the schema points to. */
export function definitionName(ref: unknown): string {
  return String(ref).slice('#/definitions/'.length);
}

/**
 * The schema as it validates, from its source: every kind of step takes the keys of `StepKeys`, which the source has once.
 */
export function expanded({ definitions: { StepKeys, ...definitions }, ...schema }) {
  const steps = definitions.StepSpec.oneOf.map(({ $ref }) => nameOf($ref));
  const withKeys = Object.fromEntries(
    steps.map((name) => {
      const { properties, ...step } = definitions[name];
      return [name, { ...step, properties: { ...properties, ...StepKeys.properties } }];
    }),
  );
  return { ...schema, definitions: { ...definitions, ...withKeys } };
}

/** Sections whose values expressions may stand for. */
const SECTIONS = ['seed', 'networks', 'datasets', 'targets', 'steps', 'finally'];

/** The schema for editors, which see a document before its expressions have values: each value may be an expression. */
export function forEditors({ definitions, ...schema }) {
  const sections = Object.entries(schema.properties).map(([key, node]) =>
    SECTIONS.includes(key) ? [key, widened(node)] : [key, node],
  );
  const { InputSpec, ...others } = definitions;
  return {
    ...schema,
    properties: Object.fromEntries(sections),
    definitions: {
      Expression: {
        type: 'string',
        pattern: '\\$\\{\\{.*\\}\\}',
        description: 'An expression, such as `${{ inputs.epochs }}`.',
      },
      InputSpec,
      ...Object.fromEntries(Object.entries(others).map(([name, node]) => [name, widened(node)])),
    },
  };
}

function widened(node) {
  if (Array.isArray(node)) return node.map(widened);
  if (node === null || typeof node !== 'object') return node;
  const copy = Object.fromEntries(Object.entries(node).flatMap(([key, value]) => widenedEntry(key, value)));
  if (!mayBeExpression(node)) return copy;
  const { description, default: fallback, ...own } = copy;
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    anyOf: [own, { $ref: '#/definitions/Expression' }],
  };
}

function widenedEntry(key, value) {
  switch (key) {
    // A keyword of Ajv's alone.
    case 'discriminator':
      return [];
    case 'properties':
      return [[key, Object.fromEntries(Object.entries(value).map(([name, node]) => [name, widened(node)]))]];
    case 'propertyNames':
    case 'default':
    case 'enum':
    case 'if':
      return [[key, value]];
    default:
      return [[key, widened(value)]];
  }
}

function mayBeExpression({ type, enum: values, pattern, if: condition }) {
  // A choice by the type of the value.
  if (condition?.type !== undefined) return true;
  if (['integer', 'number', 'boolean', 'array'].includes(type)) return true;
  return type === 'string' && (values !== undefined || pattern !== undefined);
}

function nameOf(ref) {
  return ref.split('/').at(-1);
}

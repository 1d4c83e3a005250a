/**
 * The reference of the pipeline language in Markdown, from its JSON Schema: a section for the document, and one for
 * each definition that a reader meets, in the order in which the document mentions them.
 */
export function referenceOf(schema) {
  const sections = [sectionOf('The document', schema)];
  for (const name of definitionsInOrder(schema)) {
    const definition = schema.definitions[name];
    if (definition.properties !== undefined) sections.push(sectionOf(name, definition));
    else sections.push(choiceOf(name, definition));
  }
  return `# The pipeline language\n\n${introduction}\n\n${sections.join('\n\n')}\n`;
}

const introduction = `A pipeline is a YAML file. Every key is here, with its type, its default, and what it means; a key without
a default is required where the table says so, and may be left out otherwise. Any other key is an error.

An expression \`\${{ … }}\` may stand for any value: [Writing pipelines](language.md) says what it can read, and how the
parts of the language work together.`;

function sectionOf(name, definition) {
  const rows = [...freeRows(definition), ...rowsOf(definition, '')].map(
    ({ key, node, required }) =>
      `| \`${key}\` | ${typeOf(node)} | ${defaultOf(node, required)} | ${meaningOf(node)} |`,
  );
  return [
    `## ${name}`,
    definition.description,
    ['| key | type | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

/** Keys of any name, beside those that the definition names. */
function freeRows({ additionalProperties: node }) {
  return typeof node === 'object' ? [{ key: '<name>', node, required: false }] : [];
}

/** Inline objects take rows of their own, below their parent's. */
function rowsOf(definition, prefix) {
  return Object.entries(definition.properties).flatMap(([key, node]) => {
    const row = { key: `${prefix}${key}`, node, required: (definition.required ?? []).includes(key) };
    return node.properties === undefined ? [row] : [row, ...rowsOf(node, `${prefix}${key}.`)];
  });
}

function choiceOf(name, definition) {
  const branches =
    definition.oneOf ?? (definition.if === undefined ? [definition] : conditionsOf(definition));
  const links = branches.map((branch) => `- ${typeOf(branch)}`);
  const keys = name === 'StepSpec' ? ' It takes the keys of [StepKeys](#stepkeys) beside its own.' : '';
  const tag =
    definition.discriminator && `${keys} Its \`${definition.discriminator.propertyName}\` says which:`;
  return [`## ${name}`, `${definition.description}${tag ?? ' One of:'}`, links.join('\n')].join('\n\n');
}

function conditionsOf(node) {
  return node.if === undefined ? [node] : [node.then, ...conditionsOf(node.else)];
}

function typeOf(node) {
  if (node.$ref !== undefined) {
    const name = node.$ref.split('/').at(-1);
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (node.if !== undefined) return conditionsOf(node).map(typeOf).join(' or ');
  if (node.const !== undefined) return code(node.const);
  if (node.enum !== undefined) return node.enum.map(code).join(', ');
  if (node.type === 'array') return `list of ${typeOf(node.items)}`;
  if (node.type === 'object' && typeof node.additionalProperties === 'object') {
    return `map of ${typeOf(node.additionalProperties)}`;
  }
  if (node.type === undefined) return 'anything';
  return `${node.type}${rangeOf(node)}`;
}

function rangeOf(node) {
  const bounds = [
    node.minimum === undefined ? undefined : `≥ ${node.minimum}`,
    node.exclusiveMinimum === undefined ? undefined : `> ${node.exclusiveMinimum}`,
    node.maximum === undefined ? undefined : `≤ ${node.maximum}`,
    node.exclusiveMaximum === undefined ? undefined : `< ${node.exclusiveMaximum}`,
  ].filter((bound) => bound !== undefined);
  return bounds.length === 0 ? '' : ` ${bounds.join(', ')}`;
}

function defaultOf(node, required) {
  if (required) return 'required';
  if (node.default === undefined) return '';
  const empty = typeof node.default === 'object' && Object.keys(node.default).length === 0;
  if (!empty) return code(node.default);
  return node.$ref === undefined ? 'none' : 'its defaults';
}

function meaningOf(node) {
  return (node.description ?? '').replaceAll('|', '\\|');
}

function code(value) {
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function definitionsInOrder(schema) {
  const seen = [];
  const visit = (node) => {
    if (node === null || typeof node !== 'object') return;
    if (typeof node.$ref === 'string') {
      const name = node.$ref.split('/').at(-1);
      if (!seen.includes(name)) {
        seen.push(name);
        visit(schema.definitions[name]);
        if (name === 'StepSpec') visit({ $ref: '#/definitions/StepKeys' });
      }
    }
    for (const [key, value] of Object.entries(node)) if (key !== 'definitions') visit(value);
  };
  visit(schema);
  return seen;
}

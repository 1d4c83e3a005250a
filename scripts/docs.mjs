// Writes what follows from schemas/pipeline.source.json: the types of a pipeline, the schema as a module (a workflow
// reads no files), the schemas that editors read, and the reference in docs/. With --check it writes nothing and fails
// when a file is stale.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';
import { referenceOf } from './reference.mjs';
import { expanded, forEditors } from './schema.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = 'schemas/pipeline.source.json';
const notice = `Generated from ${source} by \`npm run docs\`. Do not edit.`;

const written = JSON.parse(await readFile(join(root, source), 'utf8'));
const schema = expanded(written);
const generated = {
  'schemas/pipeline.schema.json': JSON.stringify(forEditors(schema)),
  'schemas/target.schema.json': JSON.stringify(targetSchemaOf(schema)),
  'core/pipeline/document.ts': await typesOf(schema),
  'core/pipeline/schema.ts': moduleOf(schema),
  'docs/pipeline.md': `<!-- ${notice} -->\n\n${referenceOf(written)}`,
};

const stale = [];
for (const [path, text] of Object.entries(generated)) {
  const style = await resolveConfig(join(root, path));
  const wanted = await format(text, { ...style, filepath: path });
  const present = await readFile(join(root, path), 'utf8').catch(() => undefined);
  if (present === wanted) continue;
  stale.push(path);
  if (process.argv.includes('--check')) continue;
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), wanted);
  console.log(`wrote ${path}`);
}
if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}. Run \`npm run docs\`.`);
  process.exitCode = 1;
}

/** The schema of a file that describes one target: a definition of the pipeline's schema, with all that it refers to. */
function targetSchemaOf({ $schema, definitions }) {
  const names = new Set();
  const visit = (node) => {
    if (node === null || typeof node !== 'object') return;
    const name = typeof node.$ref === 'string' ? node.$ref.split('/').at(-1) : undefined;
    if (name !== undefined && !names.has(name)) {
      names.add(name);
      visit(definitions[name]);
    }
    Object.values(node).forEach(visit);
  };
  visit(definitions.HardwareTarget);
  const used = Object.entries(definitions).filter(([name]) => names.has(name));
  return { $schema, title: 'Target', ...definitions.HardwareTarget, definitions: Object.fromEntries(used) };
}

/** Types of a document whose defaults are filled in: a property with a default is always there. */
async function typesOf(schema) {
  const text = await compile(forTypes(schema), 'PipelineDocument', {
    bannerComment: `/* ${notice} */`,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    format: false,
  });
  return text
    .replace(/^(\s*)("?[\w-]+"?\??: |\[k: string\]: )/gm, '$1readonly $2')
    .replace(/: (\(?)(\w+\[\])/g, ': $1readonly $2');
}

function moduleOf(schema) {
  return `/* ${notice} */\n\n/** The JSON Schema of a pipeline, draft-07. */\nexport const pipelineSchema = ${JSON.stringify(schema)} as const;\n`;
}

/** The schema in the dialect of json-schema-to-typescript: conditions as unions, defaults as required. */
function forTypes(node) {
  if (Array.isArray(node)) return node.map(forTypes);
  if (node === null || typeof node !== 'object') return node;
  const { if: condition, then, else: otherwise, propertyNames, discriminator, ...rest } = node;
  const copy = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === 'properties' ? eachForTypes(value) : forTypes(value),
    ]),
  );
  if (condition !== undefined) {
    delete copy.type;
    copy.anyOf = branchesOf(node).map(forTypes);
  }
  if (discriminator !== undefined) {
    delete copy.type;
    delete copy.required;
  }
  if (copy.$ref !== undefined && Object.keys(copy).length > 1) {
    copy.allOf = [{ $ref: copy.$ref }];
    delete copy.$ref;
  }
  if (typeof copy.properties === 'object' && node.type === 'object') {
    const filled = Object.entries(node.properties).flatMap(([key, value]) =>
      'default' in value ? [key] : [],
    );
    copy.required = [...(node.required ?? []), ...filled];
  }
  return copy;
}

/** A map of schemas is none itself, whatever its keys. */
function eachForTypes(properties) {
  return Object.fromEntries(Object.entries(properties).map(([name, node]) => [name, forTypes(node)]));
}

function branchesOf(node) {
  if (node.if === undefined) return [node];
  return [node.then, ...branchesOf(node.else)];
}

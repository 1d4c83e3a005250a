import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join, relative } from 'node:path';
import { run } from './command.mjs';
import { inRoot, root } from './paths.mjs';

const notSources = new Set(['node_modules', 'dist', '.cache', '.espalier', '.git', 'coverage', 'out']);
const typescriptStamp = inRoot('dist/.sources');
const bundleFile = inRoot('dist/workflow-bundle.js');
const bundleStamp = inRoot('dist/.workflow-bundle-sources');
const compiledWorkflows = inRoot('dist/workflows/index.js');

export const typescript = {
  name: 'TypeScript',
  done: () => readIfThere(typescriptStamp) === fingerprint(''),
  async act() {
    const before = fingerprint('');
    removeOrphans();
    await run(process.execPath, [inRoot('node_modules/typescript/bin/tsc')], {
      cure: 'correct the type errors above; on an untouched clone, remove node_modules and dist and run again.',
    });
    writeFileSync(typescriptStamp, before);
  },
};

/** A bundle built ahead halves a worker's start. */
export const workflowBundle = {
  name: 'workflow bundle',
  done: () =>
    !existsSync(compiledWorkflows) ||
    (existsSync(bundleFile) && readIfThere(bundleStamp) === fingerprint('workflows', 'core')),
  async act() {
    const before = fingerprint('workflows', 'core');
    const { bundleWorkflowCode } = await import('@temporalio/worker');
    const silent = { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error };
    const { code } = await bundleWorkflowCode({ workflowsPath: compiledWorkflows, logger: silent });
    const fresh = `${bundleFile}.${process.pid}`;
    writeFileSync(fresh, code);
    renameSync(fresh, bundleFile);
    writeFileSync(bundleStamp, before);
    return `${(code.length / 1e6).toFixed(1)} MB`;
  },
};

/**
 * A digest of the TypeScript sources' paths, sizes and times of change, below `folders` ('' is the whole project),
 * and of what else decides the result: the compiler's options and the packages' versions.
 */
function fingerprint(...folders) {
  const hash = createHash('sha256');
  const files = folders.flatMap((folder) => [...walk(inRoot(folder))]).filter((file) => file.endsWith('.ts'));
  for (const file of [...files.sort(), inRoot('tsconfig.json'), inRoot('package-lock.json')]) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${relative(root, file)}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex');
}

/** Removes compiled files whose source is gone: mocha would still run a deleted test. */
function removeOrphans() {
  if (!existsSync(inRoot('dist'))) return;
  for (const file of walk(inRoot('dist'))) {
    const source = relative(inRoot('dist'), file).match(/^(.+)\.js(\.map)?$/)?.[1];
    if (source && file !== bundleFile && !existsSync(inRoot(`${source}.ts`))) rmSync(file);
  }
}

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) yield path;
    else if (!(folder === root && notSources.has(entry.name))) yield* walk(path);
  }
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

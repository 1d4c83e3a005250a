#!/usr/bin/env node
// Checks types, lint, format and the rule of the house. All four run, whatever the first ones find.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { inRoot, root } from './setup/paths.mjs';

if (!existsSync(inRoot('node_modules'))) {
  console.error('the packages are not installed: run `npm run setup` first');
  process.exit(1);
}

const sources = ['core', 'runtime', 'activities', 'workflows', 'cli', 'worker.ts', 'test', 'bench'].filter(
  (source) => existsSync(inRoot(source)),
);
const tool = (path, ...args) => [inRoot('node_modules', path), ...args];

const checks = [
  ['types', tool('typescript/bin/tsc', '--noEmit', '--incremental', 'false')],
  ['lint', tool('eslint/bin/eslint.js', '--max-warnings', '0', '.')],
  ['format', tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  [
    'rule of the house',
    tool('dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.mjs', ...sources),
  ],
];

const queue = [...checks];
const failed = [];
await Promise.all(Array.from({ length: Math.min(availableParallelism(), checks.length) }, worker));

if (failed.length > 0) {
  console.error(
    `\nfailed: ${checks
      .map(([name]) => name)
      .filter((name) => failed.includes(name))
      .join(', ')}`,
  );
  process.exitCode = 1;
} else {
  console.log('all checks passed');
}

async function worker() {
  for (let next = queue.shift(); next; next = queue.shift()) await check(...next);
}

async function check(name, args) {
  const start = performance.now();
  const { passed, output } = await runNode(args);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (passed) return;
  failed.push(name);
  console.log(output.trimEnd().replace(/^/gm, '    '));
}

function runNode(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    child.on('error', (error) => resolve({ passed: false, output: String(error) }));
    child.on('close', (code) => resolve({ passed: code === 0, output }));
  });
}

import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../runtime/project.js';
import { scratchFolder } from '../runtime/temporal/scratch.js';

const cruiser = join(projectRoot, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const config = join(projectRoot, '.dependency-cruiser.mjs');

/** What the rule of the house says of a small project of these files: lines `error <rule>: <from> → <to>`. */
async function violations(files: Readonly<Record<string, string>>): Promise<string[]> {
  const scratch = scratchFolder();
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(scratch.path, dirname(path)), { recursive: true });
      writeFileSync(join(scratch.path, path), text);
    }
    for (const shared of ['node_modules', 'package.json', 'tsconfig.json']) {
      symlinkSync(join(projectRoot, shared), join(scratch.path, shared));
    }
    const output = await cruise(scratch.path, [
      ...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? path)),
    ]);
    return [...output.matchAll(/error (\S+): (\S+) →\s+(\S+)/g)].map(
      ([, rule, from, to]) => `${rule}: ${from} > ${to}`,
    );
  } finally {
    scratch.remove();
  }
}

function cruise(folder: string, sources: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    // The exit code counts the violations: the output says more.
    execFile(
      process.execPath,
      [cruiser, '--config', config, ...sources],
      { cwd: folder },
      (_error, stdout, stderr) => {
        resolve(stdout + stderr);
      },
    );
  });
}

describe('the rule of the house', function () {
  this.timeout(30_000);

  it('finds every import that it forbids', async () => {
    const found = await violations({
      'core/network/layer.ts': 'export interface Layer { readonly name: string }\nexport const depth = 1;',
      'core/evolution/impure.ts': `
        import { readFileSync } from 'node:fs';
        import { clock } from '../../runtime/clock.js';
        import type { Layer } from '../network/layer.js';
        export const used = [readFileSync, clock];
        export type Used = Layer;`,
      'core/hardware/model.ts': `import { depth } from '../network/layer.js';\nexport const twice = 2 * depth;`,
      'runtime/clock.ts': `import { score } from '../activities/score.js';\nexport const clock = score;`,
      'runtime/chicken.ts': `
        import { expect } from 'chai';
        import { egg } from './egg.js';
        export const chicken = [expect, egg];`,
      'runtime/egg.ts': `import { chicken } from './chicken.js';\nexport const egg: unknown = chicken;`,
      'activities/score.ts': `import { pipeline } from '../workflows/pipeline.js';\nexport const score = pipeline;`,
      'workflows/pipeline.ts': `
        import { score } from '../activities/score.js';
        import Long from 'long';
        export const pipeline: unknown = [score, Long];`,
      'cli/run.ts': `
        import { pipeline } from '../workflows/pipeline.js';
        import { nothing } from './nothing.js';
        export const run = [pipeline, nothing];`,
    });
    const expected = [
      'core-is-pure: core/evolution/impure.ts > fs',
      'core-is-pure: core/evolution/impure.ts > runtime/clock.ts',
      'evolution-stands-alone: core/evolution/impure.ts > core/network/layer.ts',
      'hardware-reads-shapes-types: core/hardware/model.ts > core/network/layer.ts',
      'runtime-is-below: runtime/clock.ts > activities/score.ts',
      'no-cycle: runtime/chicken.ts > runtime/egg.ts',
      'activities-are-thin: activities/score.ts > workflows/pipeline.ts',
      'workflows-orchestrate-only-types: workflows/pipeline.ts > activities/score.ts',
      'cli-starts-workflows-by-name: cli/run.ts > workflows/pipeline.ts',
      'resolvable: cli/run.ts > ./nothing.js',
    ];
    for (const violation of expected) expect(found, found.join('\n')).to.include(violation);
    expect(
      found.filter((line) => line.startsWith('no-development-package: runtime/chicken.ts')),
    ).to.have.length(1);
    expect(
      found.filter((line) => line.startsWith('workflows-orchestrate-only: workflows/pipeline.ts')),
    ).to.have.length(1);
  });

  it('lets everything else pass', async () => {
    const found = await violations({
      'core/network/layer.ts': 'export interface Layer { readonly name: string }',
      'core/hardware/model.ts': `
        import { parse } from 'yaml';
        import type { Layer } from '../network/layer.js';
        export const read: unknown = parse;
        export type Read = Layer;`,
      'activities/score.ts': `
        import { readFileSync } from 'node:fs';
        import type { Read } from '../core/hardware/model.js';
        export const score = (layer: Read) => readFileSync(layer.name);`,
      'workflows/pipeline.ts': `
        import { proxyActivities } from '@temporalio/workflow';
        import type { score } from '../activities/score.js';
        export const pipeline: unknown = proxyActivities<{ score: typeof score }>;`,
    });
    expect(found).to.deep.equal([]);
  });
});

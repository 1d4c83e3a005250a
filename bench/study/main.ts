/**
 * The study: runs its pipelines at small scale for several seeds, those that were not run before, and writes the tables of
 * docs/study.md anew. `--seeds 1,2,3` says which seeds, `--only NAME` which pipelines, `--folder PATH` where runs are kept.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../../runtime/project.js';
import { writeTables } from './document.js';
import { figure2 } from './figure-2.js';
import { figure3 } from './figure-3.js';
import { fpga } from './fpga.js';
import type { Part } from './part.js';
import { runOf, type SeedRun } from './runs.js';
import { table1 } from './table-1.js';

const PARTS: readonly Part[] = [figure2, figure3, table1, fpga];

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    only: { type: 'string', multiple: true },
    folder: { type: 'string', default: join(projectRoot, 'out/study') },
  },
});

const seeds = values.seeds.split(',').map(Number);
const parts = PARTS.filter(({ pipeline }) => values.only?.includes(pipeline) ?? true);
const tables = new Map<string, string>();
for (const part of parts) {
  const runs: SeedRun[] = [];
  for (const seed of seeds) runs.push(await runOf(part.pipeline, seed, values.folder));
  for (const [name, table] of Object.entries(part.tables(runs))) tables.set(name, table);
}
await writeTables(join(projectRoot, 'docs/study.md'), tables);

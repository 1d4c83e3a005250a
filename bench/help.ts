import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../runtime/project.js';
import type { Benchmark } from './benchmark.js';
import { formatMs, leastMs } from './timing.js';

const LIMIT_MS = 150;

export const help: Benchmark = {
  name: 'help',
  about: 'the command line from its start to its end',
  async run() {
    const main = join(projectRoot, 'dist/cli/main.js');
    const node = (...words: string[]) => spawnSync(process.execPath, words);
    const works = [() => node(main, '--help'), () => node('--eval', '0')];
    const [ours, alone] = await leastMs(works, { turns: 20 });
    const what = 'espalier --help';
    return [
      {
        what,
        ours: formatMs(ours),
        against: `limit: ${formatMs(LIMIT_MS)}`,
        ratio: ours / LIMIT_MS,
        limit: 1,
      },
      { what, ours: formatMs(ours), against: `Node alone: ${formatMs(alone)}`, ratio: ours / alone },
    ];
  },
};

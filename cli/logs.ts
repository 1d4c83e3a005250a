import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pc from 'picocolors';
import { exitCodes } from './exit-codes.js';
import { type Happening, happeningsOf, type Weight } from './history.js';
import { withServer } from './server.js';
import type { StatusOptions } from './status.js';
import { printable } from './text.js';

export interface LogsOptions extends StatusOptions {
  /** Also what went well at once. */
  readonly all?: boolean;
  /** Also what workers on this machine wrote of the run. */
  readonly workers?: boolean;
}

/**
 * Prints what happened in a run, from the histories of its workflows, a line or with `json` an object each. Returns 0.
 * Throws what `withServer` throws.
 */
export async function logs(run: string, options: LogsOptions): Promise<number> {
  return withServer(options, async ({ client }) => {
    const happenings = await happeningsOf(client, run);
    const shown = happenings.filter(({ weight }) => options.all === true || weight !== 'detail');
    for (const happening of shown) {
      console.log(options.json === true ? JSON.stringify(happening) : line(happening, run));
    }
    const folder = join(resolve(options.home), 'logs');
    const files = await logFiles(folder);
    if (options.workers !== true) {
      if (files.length > 0) console.error(`Workers of this machine write to ${folder}; --workers shows it.`);
      return exitCodes.done;
    }
    for (const file of files) await printMentions(join(folder, file), run);
    return exitCodes.done;
  });
}

function line({ time, workflow, weight, text }: Happening, run: string): string {
  const where = workflow === run ? '' : `${workflow.replace(`${run}/`, '')}: `;
  return `${pc.dim(time)} ${COLOURS[weight](printable(`${where}${text}`))}`;
}

const plain = (text: string): string => text;
const COLOURS: Readonly<Record<Weight, (text: string) => string>> = {
  detail: pc.dim,
  news: plain,
  warning: pc.yellow,
  error: pc.red,
};

async function logFiles(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder).catch(() => []);
  return files.filter((file) => file.endsWith('.log') && file !== 'temporal.log').sort();
}

/** Entries of a worker's log that name the run; an entry begins with its time, and may have more lines. */
async function printMentions(path: string, run: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const entries = text.split(/\n(?=\d{4}-\d{2}-\d{2}T)/).filter((entry) => entry.includes(run));
  if (entries.length === 0) return;
  console.log(pc.bold(`\n${path}`));
  console.log(entries.join('\n').trimEnd());
}

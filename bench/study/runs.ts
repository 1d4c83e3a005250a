import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../runtime/project.js';
import { isRunRecord, type RunRecord } from '../../runtime/report/record.js';

/** A run of one of the study's pipelines with a seed. */
export interface SeedRun {
  readonly seed: number;
  readonly record: RunRecord;
}

/**
 * What a pipeline found with a seed, at small scale: as an earlier call left it in `folder`, or of a run that is made now.
 * Throws where the run fails.
 */
export async function runOf(pipeline: string, seed: number, folder: string): Promise<SeedRun> {
  const file = join(folder, `${pipeline}-${String(seed)}.json`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return { seed, record: asRecord(JSON.parse(kept)) };
  await mkdir(folder, { recursive: true });
  console.error(`== ${pipeline}, seed ${String(seed)}`);
  const results = reportedResults(JSON.parse(await espalier(pipeline, seed, folder)));
  const text = await readFile(results, 'utf8');
  const record = asRecord(JSON.parse(text));
  await writeFile(file, text);
  return { seed, record };
}

/** Runs a pipeline on this machine; what it prints as JSON. */
async function espalier(pipeline: string, seed: number, folder: string): Promise<string> {
  const child = spawn(
    process.execPath,
    [
      join(projectRoot, 'dist/cli/main.js'),
      ...['run', join(projectRoot, 'pipelines', `${pipeline}.yaml`)],
      ...['--set', `seed=${String(seed)}`, '--home', join(folder, 'state'), '--out', folder, '--json'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${pipeline} with seed ${String(seed)} ended with ${String(code)}.`);
  return printed;
}

/** Where the report of a run put its figures. */
function reportedResults(output: unknown): string {
  const path = ['steps', 'report', 'outputs', 'report', 'results', 'path'].reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    output,
  );
  if (typeof path !== 'string') throw new Error('The run wrote no results.');
  return path;
}

function asRecord(value: unknown): RunRecord {
  if (isRunRecord(value)) return value;
  throw new Error('The results are no record of a run.');
}

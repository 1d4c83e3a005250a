import { existsSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Table from 'cli-table3';
import { outputFile } from '../activities/publish.js';
import { EnvironmentError, PipelineError } from '../core/errors.js';
import { formatMetric, NONE } from '../core/metrics/format.js';
import { metricLabel } from '../core/metrics/metrics.js';
import { type ComparedGroup, type Comparison, compareRuns } from '../runtime/report/comparison.js';
import { renderComparison } from '../runtime/report/comparison-page.js';
import { isRunRecord, type RunRecord } from '../runtime/report/record.js';
import { exitCodes } from './exit-codes.js';

export interface CompareOptions {
  /** Where results of runs lie, a folder a run. */
  readonly results: string;
  /** The page that is written. */
  readonly out: string;
  readonly json?: boolean;
}

/**
 * Puts runs beside each other: their fronts, hypervolumes at a common reference point, and what differs, as a page and as a
 * table or JSON. A run is a workflow id, whose results lie in the folder of results, or the path of its `results.json` or
 * of the folder with it. Returns 0.
 *
 * Throws a PipelineError `RUN_RECORD` for a run without a record that can be read, and an EnvironmentError `OUTPUT_FILE`.
 */
export async function compare(runs: readonly string[], options: CompareOptions): Promise<number> {
  const records = await Promise.all(runs.map((run) => readRecord(run, options.results)));
  const comparison = compareRuns(records);
  try {
    await writeFile(options.out, renderComparison(comparison));
  } catch (error) {
    throw new EnvironmentError('OUTPUT_FILE', `${options.out} cannot be written.`, { cause: error });
  }
  if (options.json === true) console.log(JSON.stringify({ ...comparison, out: options.out }));
  else print(comparison, options.out);
  return exitCodes.done;
}

/** The record of a run. Throws a PipelineError `RUN_RECORD`. */
async function readRecord(run: string, results: string): Promise<RunRecord> {
  const file = recordFile(run, results);
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (isRunRecord(value)) return value;
  } catch (error) {
    throw unreadable(run, file, error);
  }
  throw unreadable(run, file);
}

function recordFile(run: string, results: string): string {
  if (existsSync(run)) return statSync(run).isDirectory() ? join(run, 'results.json') : run;
  return outputFile(results, { runId: run }, 'results.json');
}

function unreadable(run: string, file: string, cause?: unknown): PipelineError {
  return new PipelineError('RUN_RECORD', `${file} is no record of the run '${run}'.`, {
    hint: 'Name a run that has a report and has ended, with its results below --results, or the path of its results.json.',
    cause,
  });
}

function print({ groups, differences, runs }: Comparison, out: string): void {
  for (const group of groups) console.log(tableOf(group));
  if (differences.length > 0) {
    const table = new Table({ head: ['Differs', ...runs], style: { head: [], border: [] } });
    for (const { fact, values } of differences) table.push([fact, ...values]);
    console.log(table.toString());
  }
  console.log(`Comparison   ${out}`);
}

function tableOf({ objectives, searches }: ComparedGroup): string {
  const names = objectives.map(({ metric }) => metric);
  const table = new Table({
    head: [
      ...['Search', 'Hypervolume', 'Difference'],
      ...names.map((metric) => `best ${metricLabel(metric)}`),
      ...['mIoU fine-tuned', 'paid'],
    ],
    style: { head: [], border: [] },
  });
  for (const { run, step, hypervolume, change, best, finetuned, paid } of searches) {
    table.push([
      `${run}, ${step}`,
      hypervolume?.toFixed(4) ?? NONE,
      change === undefined ? NONE : `${(100 * change).toFixed(1)} %`,
      ...names.map((metric) => formatMetric(metric, best[metric])),
      formatMetric('miou', finetuned),
      String(paid),
    ]);
  }
  return table.toString();
}

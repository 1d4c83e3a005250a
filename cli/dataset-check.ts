import { dirname, resolve } from 'node:path';
import { PipelineError } from '../core/errors.js';
import type { DatasetSpec } from '../core/pipeline/document.js';
import { suggest } from '../core/pipeline/near.js';
import { type CheckedDataset, checkDataset } from '../runtime/datasets/check/check.js';
import { datasetText } from './dataset-text.js';
import { exitCodes } from './exit-codes.js';
import { INVALID, type PipelineOptions, planFile } from './validate.js';

export interface DatasetCheckOptions extends PipelineOptions {
  /** Which datasets of the pipeline. Default: all. */
  readonly dataset?: readonly string[];
  readonly json: boolean;
}

/**
 * Opens every file of a pipeline's datasets and prints all that is amiss. Returns the exit code: 0, 1 where a dataset has
 * errors, or 3 for an invalid pipeline. Throws a PipelineError `UNKNOWN_DATASET`, and what `planFile` throws.
 */
export async function datasetCheck(file: string, options: DatasetCheckOptions): Promise<number> {
  const planned = await planFile(file, options);
  if (planned === undefined) return INVALID;
  const chosen = choose(planned.plan.datasets, file, options.dataset);
  const checked: Record<string, CheckedDataset> = {};
  for (const [name, spec] of Object.entries(chosen)) {
    const result = await checkDataset(spec, dirname(resolve(file)), { onProgress: showProgress(name) });
    checked[name] = result;
    if (!options.json) console.log(datasetText(name, result));
  }
  if (options.json) console.log(JSON.stringify(checked));
  else if (Object.keys(chosen).length === 0) console.log(`${file} has no datasets.`);
  const hasErrors = Object.values(checked).some(({ findings }) =>
    findings.some(({ severity }) => severity === 'error'),
  );
  return hasErrors ? exitCodes.failed : exitCodes.done;
}

type Datasets = Readonly<Record<string, DatasetSpec>>;

function choose(datasets: Datasets, file: string, names: readonly string[] | undefined): Datasets {
  const known = Object.keys(datasets);
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new PipelineError('UNKNOWN_DATASET', `${file} has no dataset called '${unknown}'.`, {
      hint: suggest(unknown, known, 'datasets'),
    });
  }
  return Object.fromEntries(Object.entries(datasets).filter(([name]) => names?.includes(name) ?? true));
}

/** A line that counts the files, where somebody looks on. */
function showProgress(name: string): (progress: { readonly done: number; readonly total: number }) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return ({ done, total }) => {
    process.stderr.write(done < total ? `\r${name}: ${done} of ${total}` : '\r\u001b[K');
  };
}

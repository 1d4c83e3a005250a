import { dirname, resolve } from 'node:path';
import type { Client } from '@temporalio/client';
import { PipelineError } from '../core/errors.js';
import { suggest } from '../core/pipeline/near.js';
import { planPipeline } from '../core/pipeline/plan.js';
import type { PipelineOrigin, PipelineProgress } from '../workflows/pipeline.js';
import type { RunSettings } from '../workflows/run-settings.js';
import { type Assignment, inputsFrom, type PipelineFile, readPipelineFile } from './pipeline-file.js';
import { type FollowOptions, runLocally } from './run.js';
import { startWith } from './start-run.js';

export interface RerunOptions extends FollowOptions {
  /** The steps to run anew, with all that uses what they give. */
  readonly from: readonly string[];
  readonly set?: readonly Assignment[];
  /** The pipeline as it is now, in place of what the earlier run was started with. */
  readonly file?: string;
}

/**
 * Runs a pipeline again and takes over what the steps before the named ones gave. Returns the exit code, as `run` does.
 *
 * Throws a PipelineError `RUN_NOT_FOUND`, or `UNKNOWN_STEP` for a step that the pipeline does not have.
 */
export async function rerun(run: string, options: RerunOptions): Promise<number> {
  const file = options.file === undefined ? undefined : await readPipelineFile(options.file, options.set);
  return runLocally(options, async ({ temporal: { client } }) => {
    const { origin, progress } = await originOf(client, run);
    const known = [...Object.keys(origin.kept), ...progress.steps.map(({ id }) => id)];
    const unknown = options.from.find((id) => !known.includes(id));
    if (unknown !== undefined) {
      throw new PipelineError('UNKNOWN_STEP', `The run '${run}' has no step '${unknown}'.`, {
        hint: suggest(unknown, [...new Set(known)], 'steps'),
      });
    }
    const kept = Object.fromEntries(Object.entries(origin.kept).filter(([id]) => !options.from.includes(id)));
    return begin(client, run, origin, { ...options, kept, file });
  });
}

/**
 * Runs what failed in a run again, and what was not run for it; all that was done is taken over. Returns the exit code, as
 * `run` does.
 *
 * Throws a PipelineError `RUN_NOT_FOUND`, or `RUN_NOT_FAILED` where there is nothing to try again.
 */
export async function retry(run: string, options: FollowOptions): Promise<number> {
  return runLocally(options, async ({ temporal: { client } }) => {
    const { status } = await client.workflow.getHandle(run).describe();
    if (status.name === 'RUNNING' || status.name === 'COMPLETED') {
      const how = status.name === 'RUNNING' ? 'is still running' : 'has failed in nothing';
      throw new PipelineError('RUN_NOT_FAILED', `The run '${run}' ${how}.`, {
        hint: '`espalier rerun --from` runs steps again that were done.',
      });
    }
    const { origin } = await originOf(client, run);
    return begin(client, run, origin, { ...options, kept: origin.kept });
  });
}

async function originOf(
  client: Client,
  run: string,
): Promise<{ readonly origin: PipelineOrigin; readonly progress: PipelineProgress }> {
  const handle = client.workflow.getHandle(run);
  const origin = await handle.query<PipelineOrigin>('origin');
  return { origin, progress: await handle.query<PipelineProgress>('progress') };
}

interface Begin extends Pick<FollowOptions, 'taskQueue'>, Required<Pick<RunSettings, 'kept'>> {
  readonly set?: readonly Assignment[];
  readonly file?: PipelineFile;
}

function begin(
  client: Client,
  run: string,
  origin: PipelineOrigin,
  { taskQueue, kept, set = [], file }: Begin,
) {
  const source = file?.text ?? origin.source;
  const inputs = { ...origin.settings.inputs, ...(file?.inputs ?? inputsFrom(set, source)) };
  const folder = file === undefined ? origin.settings.folder : dirname(resolve(file.path));
  const planned = planPipeline(source, file?.path ?? origin.file, { inputs, files: file?.files });
  const name = 'plan' in planned ? planned.plan.name : run;
  return startWith(client, source, { name, taskQueue, settings: { inputs, folder, kept }, after: run });
}

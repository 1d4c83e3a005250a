import { WorkflowFailedError } from '@temporalio/client';
import type { PipelineOutput } from '../workflows/pipeline.js';
import { resultUnless } from './await-result.js';
import { mayMeasure, queuesOf } from './plan-workers.js';
import { exitCodes } from './exit-codes.js';
import { rootCause } from './failure.js';
import { lookUntil } from './follow.js';
import { Interrupted, onInterruption } from './interruption.js';
import { startLocal, type LocalCluster, type LocalOptions } from './local.js';
import { printOutcome } from './outcome.js';
import { ProgressDisplay } from './progress.js';
import { webPage } from './start.js';
import { type PipelineHandle, startRun } from './start-run.js';
import { showPlan } from './plan.js';
import { INVALID, type PipelineOptions, planFile } from './validate.js';
import { lookAt } from './watch.js';

export interface FollowOptions extends LocalOptions {
  readonly json?: boolean;
}

export interface RunOptions extends FollowOptions, PipelineOptions {
  /** Show what would run, and start nothing. */
  readonly dryRun?: boolean;
}

/**
 * Runs a pipeline file on this machine: a server where none is given, workers, progress, and in the end what came out.
 * Returns the exit code: 0, 1 for a run that failed, 3 for an invalid file, 130 after Ctrl+C, which leaves the run to be
 * gone on with.
 */
export async function run(file: string, options: RunOptions): Promise<number> {
  if (options.dryRun === true) return showPlan(file, options);
  const planned = await planFile(file, options);
  if (planned === undefined) return INVALID;
  const { name } = planned.plan;
  const { inputs } = planned.file;
  const { taskQueue } = options;
  const workers = { deviceWorker: mayMeasure(planned.plan), queues: queuesOf(planned.plan) };
  return runLocally({ ...options, ...workers }, ({ temporal: { client } }) =>
    startRun(client, { name, file, send: 'path', taskQueue, settings: { inputs } }),
  );
}

/** Starts a run with a server and workers of its own where none are given, and follows it to its end. */
export async function runLocally(
  options: FollowOptions,
  begin: (cluster: LocalCluster) => Promise<PipelineHandle>,
): Promise<number> {
  const interruption = onInterruption();
  const cluster = await startLocal(options);
  let handle: PipelineHandle | undefined;
  try {
    handle = await begin(cluster);
    const { workflowId } = handle;
    console.error(
      `Run ${workflowId}${cluster.uiUrl === undefined ? '' : `; Web UI ${linkTo(cluster, workflowId)}`}`,
    );
    const output = await follow(cluster, handle, interruption.happens);
    if (options.json === true) console.log(JSON.stringify({ run: workflowId, ...output }));
    else await printOutcome(output);
    if (cluster.uiUrl !== undefined) {
      console.error(
        `\nTo look at the run in the Temporal Web UI: npx espalier dev, then ${linkTo(cluster, workflowId)}`,
      );
    }
    return exitCodes.done;
  } catch (error) {
    if (error instanceof Interrupted) return left(cluster, options, handle?.workflowId);
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { code, message } = rootCause(error);
    console.error(`The run failed: ${code} ${message}`);
    return exitCodes.failed;
  } finally {
    await cluster.stop();
    interruption.ignore();
  }
}

/** Says what becomes of a run that nobody waits for any more. */
function left(cluster: LocalCluster, options: FollowOptions, run: string | undefined): number {
  if (run === undefined) return exitCodes.interrupted;
  const home = options.home === '.espalier' ? '' : ` --home ${options.home}`;
  console.error(
    cluster.uiUrl === undefined
      ? `\nInterrupted. The run goes on where the server at ${cluster.temporal.address} has other workers; those of this command end. To see it: espalier watch ${run}`
      : `\nInterrupted. The run is kept, and goes on from here with: espalier dev${home}\nTo see it then: espalier watch ${run}${home}`,
  );
  console.error('Workers end what they can; press Ctrl+C again to end them now.');
  return exitCodes.interrupted;
}

/** Shows progress until the run ends. Throws the run's failure, or the supervisor's where workers cannot be kept alive. */
async function follow(
  cluster: LocalCluster,
  handle: PipelineHandle,
  interrupted: Promise<never>,
): Promise<PipelineOutput> {
  const display = new ProgressDisplay();
  const broken = cluster.supervisor.failure.then((failure) => {
    throw failure;
  });
  try {
    return await lookUntil(resultUnless(cluster.temporal, handle, broken, interrupted), async () => {
      display.show(await lookAt(cluster.temporal.client, handle));
    });
  } finally {
    display.end();
  }
}

function linkTo({ uiUrl, temporal }: LocalCluster, workflowId: string): string {
  return webPage(uiUrl ?? '', temporal.namespace, workflowId);
}

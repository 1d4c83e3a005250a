import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import type { pipeline, PipelineOutput } from '../workflows/pipeline.js';
import { rootCause } from './failure.js';
import { startLocal, type LocalCluster, type LocalOptions } from './local.js';
import { ProgressDisplay } from './progress.js';
import { printOutcome } from './outcome.js';
import { INVALID, planFile } from './validate.js';
import { lookAt } from './watch.js';

const LOOK_EVERY_MS = 700;

/**
 * Runs a pipeline file on this machine: a server where none is given, workers, progress, and in the end what came out.
 * Returns the exit code: 0, 1 for a run that failed, 3 for an invalid file.
 */
export async function run(file: string, options: LocalOptions): Promise<number> {
  const plan = await planFile(file);
  if (plan === undefined) return INVALID;
  const cluster = await startLocal(options);
  try {
    const handle = await start(cluster, plan.name, file, options.taskQueue);
    console.error(
      `Run ${handle.workflowId}${cluster.uiUrl === undefined ? '' : `; Web UI ${linkTo(cluster, handle)}`}`,
    );
    const output = await follow(cluster, handle);
    await printOutcome(output);
    if (cluster.uiUrl !== undefined) {
      console.log(
        `\nTo look at the run in the Temporal Web UI: npx espalier dev, then ${linkTo(cluster, handle)}`,
      );
    }
    return 0;
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const { code, message } = rootCause(error);
    console.error(`The run failed: ${code} ${message}`);
    return 1;
  } finally {
    await cluster.stop();
  }
}

function start(
  { temporal }: LocalCluster,
  name: string,
  file: string,
  taskQueue: string,
): Promise<WorkflowHandle<typeof pipeline>> {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return temporal.client.workflow.start<typeof pipeline>('pipeline', {
    taskQueue,
    workflowId: `${name}-${stamp}`,
    args: [resolve(file)],
    staticSummary: `Pipeline ${name}`,
  });
}

/** Shows progress until the run ends. Throws the run's failure, or the supervisor's where workers cannot be kept alive. */
async function follow(
  cluster: LocalCluster,
  handle: WorkflowHandle<typeof pipeline>,
): Promise<PipelineOutput> {
  const display = new ProgressDisplay();
  const ended = new AbortController();
  const watching = (async () => {
    while (!ended.signal.aborted) {
      try {
        display.show(await lookAt(cluster.temporal.client, handle));
      } catch {
        // No worker answers a query for a moment after a start or a death; the next look does.
      }
      await sleep(LOOK_EVERY_MS);
    }
  })();
  try {
    const broken = cluster.supervisor.failure.then((failure) => {
      throw failure;
    });
    return await Promise.race([handle.result(), broken]);
  } finally {
    ended.abort();
    await watching;
    display.end();
  }
}

function linkTo({ uiUrl, temporal }: LocalCluster, { workflowId }: { workflowId: string }): string {
  return `${uiUrl ?? ''}/namespaces/${temporal.namespace}/workflows/${encodeURIComponent(workflowId)}`;
}

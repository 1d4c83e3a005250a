import type { PipelineHandle } from './start-run.js';
import { type RunSummary, summaryOf } from './run-summary.js';
import type { Server } from './server.js';
import { lookAt, type RunProgress } from './watch.js';

const ANSWER_WITHIN_MS = 5000;

/** What there is to know of a run at one moment. */
export interface RunStatus extends RunSummary {
  /** Undefined where no worker answers. */
  readonly progress: RunProgress | undefined;
}

/** The server tells of the run, workers of its steps. Throws a WorkflowNotFoundError where the server knows no such run. */
export async function statusOf(server: Server, handle: PipelineHandle): Promise<RunStatus> {
  const { client, connection } = server;
  const summary = summaryOf(await handle.describe());
  const progress = await connection
    .withDeadline(Date.now() + ANSWER_WITHIN_MS, () => lookAt(client, handle))
    .catch(() => undefined);
  return { ...summary, progress };
}

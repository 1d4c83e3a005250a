import { WorkflowFailedError } from '@temporalio/client';
import { exitCodes } from './exit-codes.js';
import { summaryOf } from './run-summary.js';
import { withServer } from './server.js';
import type { PipelineHandle } from './start-run.js';
import type { StatusOptions } from './status.js';

/**
 * Cancels a run and waits until nothing of it runs any more. Returns 0 where it ended by that, 1 where it had ended
 * before or ended otherwise. Throws what `withServer` throws.
 */
export async function cancel(run: string, options: StatusOptions): Promise<number> {
  return withServer(options, async ({ client }) => {
    const handle: PipelineHandle = client.workflow.getHandle(run);
    const before = summaryOf(await handle.describe());
    if (before.state === 'running') {
      await handle.cancel();
      console.error(`${run} is asked to end; a worker ends what it runs within seconds.`);
      await handle.result().catch((error: unknown) => {
        if (!(error instanceof WorkflowFailedError)) throw error;
      });
    }
    const { state, ended } = summaryOf(await handle.describe());
    const cancelled = before.state === 'running' && state === 'cancelled';
    if (options.json === true) console.log(JSON.stringify({ run, state, ended, cancelled }));
    else console.log(cancelled ? `${run} cancelled` : `${run} had ended before: ${state}`);
    return cancelled ? exitCodes.done : exitCodes.failed;
  });
}

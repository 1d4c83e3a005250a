import { WorkflowFailedError } from '@temporalio/client';
import { resultUnless } from './await-result.js';
import { exitCodes } from './exit-codes.js';
import { rootCause } from './failure.js';
import { Interrupted, onInterruption } from './interruption.js';
import { printOutcome } from './outcome.js';
import { withServer } from './server.js';
import type { PipelineHandle } from './start-run.js';
import type { StatusOptions } from './status.js';

/**
 * Waits for a run's end and prints what came out of it, as `run` does, or the outputs of its steps as JSON. Returns 0, 1
 * for a run that failed, 130 after Ctrl+C. Throws what `withServer` throws.
 */
export async function result(run: string, options: StatusOptions): Promise<number> {
  return withServer(options, async (server) => {
    const handle: PipelineHandle = server.client.workflow.getHandle(run);
    const interruption = onInterruption();
    try {
      const output = await resultUnless(server, handle, interruption.happens);
      if (options.json === true) console.log(JSON.stringify(output));
      else await printOutcome(output);
      return exitCodes.done;
    } catch (error) {
      if (error instanceof Interrupted) return exitCodes.interrupted;
      if (!(error instanceof WorkflowFailedError)) throw error;
      const { code, message } = rootCause(error);
      if (options.json === true) console.log(JSON.stringify({ failure: { code, message } }));
      console.error(`The run failed: ${code} ${message}`);
      return exitCodes.failed;
    } finally {
      interruption.ignore();
    }
  });
}

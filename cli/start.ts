import { exitCodes } from './exit-codes.js';
import { type ServerOptions, withServer } from './server.js';
import { type SendForm, startRun } from './start-run.js';
import { INVALID, type PipelineOptions, planFile } from './validate.js';

export interface StartOptions extends ServerOptions, PipelineOptions {
  readonly taskQueue: string;
  readonly id?: string;
  readonly send?: SendForm;
  readonly json?: boolean;
}

/**
 * Starts a run of a pipeline file and leaves it to the server's workers; prints its id. Returns 0, or 3 for an invalid
 * file, of which nothing is started. Throws what `withServer` throws.
 */
export async function start(file: string, options: StartOptions): Promise<number> {
  const planned = await planFile(file, options);
  if (planned === undefined) return INVALID;
  const { inputs } = planned.file;
  return withServer(options, async ({ client, own, uiUrl, namespace }) => {
    const send = options.send ?? (own ? 'path' : 'text');
    const { id, taskQueue } = options;
    const { workflowId } = await startRun(client, {
      name: planned.plan.name,
      file,
      send,
      taskQueue,
      id,
      settings: { inputs },
    });
    console.log(options.json === true ? JSON.stringify({ run: workflowId }) : workflowId);
    console.error(`To see it: espalier watch ${workflowId}`);
    if (uiUrl !== undefined) console.error(`Web UI ${webPage(uiUrl, namespace, workflowId)}`);
    return exitCodes.done;
  });
}

/** A run's page in the Web UI. */
export function webPage(uiUrl: string, namespace: string, workflowId: string): string {
  return `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}

import { exitCodes } from './exit-codes.js';
import { failureOf } from './failure.js';
import { type RunStatus, statusOf } from './look.js';
import { viewOf } from './run-view.js';
import { type ServerOptions, withServer } from './server.js';
import type { PipelineHandle } from './start-run.js';

export interface StatusOptions extends ServerOptions {
  readonly json?: boolean;
}

/**
 * Prints how a run stands: its state, its steps, and the fronts of its searches. Returns 0 whatever its state is.
 * Throws what `withServer` throws.
 */
export async function status(run: string, options: StatusOptions): Promise<number> {
  return withServer(options, async (server) => {
    const handle: PipelineHandle = server.client.workflow.getHandle(run);
    const found = await statusOf(server, handle);
    const failure = found.state === 'failed' ? await failureOf(handle.result()) : undefined;
    if (options.json === true) console.log(JSON.stringify({ ...asJson(found), failure: failure ?? null }));
    else {
      console.log(viewOf(found, found.progress, room()).join('\n'));
      if (failure !== undefined) console.log(`\n${failure.code} ${failure.message}`);
    }
    return exitCodes.done;
  });
}

/** What `--json` prints of a run: `steps` is null where no worker answers. */
export function asJson({ progress, ...summary }: RunStatus): object {
  return {
    ...summary,
    steps: progress?.steps ?? null,
    running: progress?.running.map(({ id, share, text }) => ({ id, share: share ?? null, text })) ?? null,
    searches: progress?.searches ?? null,
    notifications: progress?.notifications ?? null,
  };
}

/** Of the terminal, or enough where there is none. */
export function room(): { width: number; height: number } {
  const { isTTY, columns, rows } = process.stdout;
  return isTTY ? { width: columns, height: rows } : { width: 120, height: 50 };
}

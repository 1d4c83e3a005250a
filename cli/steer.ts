import { type Client, WorkflowUpdateFailedError } from '@temporalio/client';
import { PipelineError } from '../core/errors.js';
import type { Wishes } from '../workflows/steering.js';
import { exitCodes } from './exit-codes.js';
import { rootCause } from './failure.js';
import { type ServerOptions, withServer } from './server.js';
import { partOf } from './watch.js';

/** What can be asked of a running search, as its workflow names the updates. */
export type Wish =
  | { readonly update: 'pause' | 'resume' | 'stop' }
  | { readonly update: 'extend'; readonly generations: number }
  | { readonly update: 'add'; readonly genome: readonly number[] };

export interface SteerOptions extends ServerOptions {
  /** Which search. Default: the only one that runs. */
  readonly step?: string;
  readonly json?: boolean;
}

/**
 * Asks something of a search that runs, and prints what it then knows of such wishes. Returns the exit code: 0, or 1
 * where the search refuses.
 *
 * Throws an EnvironmentError `TEMPORAL_UNREACHABLE`, and a PipelineError `RUN_NOT_FOUND` or `SEARCH_NOT_RUNNING`.
 */
export async function steer(run: string, wish: Wish, options: SteerOptions): Promise<number> {
  return withServer(options, async ({ client }) => {
    try {
      const step = options.step ?? (await runningSearch(client, run));
      const state = await ask(client, `${run}/${step}`, wish);
      console.log(options.json === true ? JSON.stringify({ run, step, ...state }) : sentence(step, state));
      return exitCodes.done;
    } catch (error) {
      if (!(error instanceof WorkflowUpdateFailedError)) throw error;
      const { code, message } = rootCause(error);
      console.error(`${code} ${message}`);
      return exitCodes.failed;
    }
  });
}

async function runningSearch(client: Client, run: string): Promise<string> {
  const { raw } = await client.workflow.getHandle(run).describe();
  const searches = (raw.pendingChildren ?? [])
    .filter(({ workflowTypeName }) => workflowTypeName === 'search')
    .map(({ workflowId }) => partOf(workflowId ?? '', run));
  if (searches.length === 1) return searches[0];
  throw new PipelineError(
    'SEARCH_NOT_RUNNING',
    searches.length === 0
      ? `No search of run '${run}' is running.`
      : `Run '${run}' has several searches running.`,
    {
      hint:
        searches.length === 0
          ? 'A search that has ended is gone on with by `resume` in a pipeline.'
          : `Name one with --step: ${searches.join(', ')}.`,
    },
  );
}

function ask(client: Client, workflowId: string, wish: Wish): Promise<Wishes> {
  const handle = client.workflow.getHandle(workflowId);
  switch (wish.update) {
    case 'extend':
      return handle.executeUpdate<Wishes, [number]>('extend', { args: [wish.generations] });
    case 'add':
      return handle.executeUpdate<Wishes, [readonly number[]]>('add', { args: [wish.genome] });
    default:
      return handle.executeUpdate<Wishes, []>(wish.update);
  }
}

function sentence(step: string, { paused, stopping, generations, genomes }: Wishes): string {
  const parts = [
    stopping
      ? 'stops after the generation that runs'
      : paused
        ? 'pauses after the generation that runs'
        : 'goes on',
    ...(generations === undefined ? [] : [`${String(generations)} generations in all`]),
    ...(genomes.length === 0 ? [] : [`${String(genomes.length)} genomes wait for the next generation`]),
  ];
  return `${step} ${parts.join('; ')}`;
}

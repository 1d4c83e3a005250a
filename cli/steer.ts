import { join, resolve } from 'node:path';
import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { EnvironmentError, PipelineError } from '../core/errors.js';
import { connect, type ServerFlags, serverSettings } from '../runtime/temporal/connect.js';
import { findDevServer } from '../runtime/temporal/dev-server.js';
import type { PipelineProgress } from '../workflows/pipeline.js';
import type { Wishes } from '../workflows/steering.js';
import { rootCause } from './failure.js';

/** What can be asked of a running search, as its workflow names the updates. */
export type Wish =
  | { readonly update: 'pause' | 'resume' | 'stop' }
  | { readonly update: 'extend'; readonly generations: number }
  | { readonly update: 'add'; readonly genome: readonly number[] };

export interface SteerOptions extends ServerFlags {
  /** Where the state of a local server is kept. */
  readonly home: string;
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
  const temporal = await connect({ ...options, address: await addressOf(options) });
  try {
    const step = options.step ?? (await runningSearch(temporal.client, run));
    const state = await ask(temporal.client, `${run}/${step}`, wish);
    console.log(options.json === true ? JSON.stringify({ run, step, ...state }) : sentence(step, state));
    return 0;
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    const { code, message } = rootCause(error);
    console.error(`${code} ${message}`);
    return 1;
  } finally {
    await temporal.close();
  }
}

/** The server that is named; else one that runs on our state. */
async function addressOf(options: SteerOptions): Promise<string> {
  const settings = serverSettings(options);
  if (settings.named) return settings.connection.address;
  const running = await findDevServer(join(resolve(options.home), 'temporal.db'));
  if (running !== undefined) return running.address;
  throw new EnvironmentError('TEMPORAL_UNREACHABLE', `No server runs on ${resolve(options.home)}.`, {
    hint: 'Give --home as it was given to the run, or --address.',
  });
}

async function runningSearch(client: Client, run: string): Promise<string> {
  const { steps } = await found(run, () =>
    client.workflow.getHandle(run).query<PipelineProgress>('progress'),
  );
  const searches = steps.filter(({ uses, state }) => uses === 'search' && state === 'running');
  if (searches.length === 1) return searches[0].id;
  throw new PipelineError(
    'SEARCH_NOT_RUNNING',
    searches.length === 0
      ? `No search of run '${run}' is running.`
      : `Run '${run}' has several searches running.`,
    {
      hint:
        searches.length === 0
          ? 'A search that has ended is gone on with by `resume` in a pipeline.'
          : `Name one with --step: ${searches.map(({ id }) => id).join(', ')}.`,
    },
  );
}

function ask(client: Client, workflowId: string, wish: Wish): Promise<Wishes> {
  const handle = client.workflow.getHandle(workflowId);
  return found(workflowId, () => {
    switch (wish.update) {
      case 'extend':
        return handle.executeUpdate<Wishes, [number]>('extend', { args: [wish.generations] });
      case 'add':
        return handle.executeUpdate<Wishes, [readonly number[]]>('add', { args: [wish.genome] });
      default:
        return handle.executeUpdate<Wishes, []>(wish.update);
    }
  });
}

async function found<T>(workflowId: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    if (!(cause instanceof WorkflowNotFoundError)) throw cause;
    throw new PipelineError('RUN_NOT_FOUND', `Nothing with the workflow id '${workflowId}' is running.`, {
      hint: 'Give the id that `espalier run` prints, and the server that it runs on.',
      cause,
    });
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

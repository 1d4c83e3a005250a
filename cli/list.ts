import { exitCodes } from './exit-codes.js';
import { formatSeconds, formatTime, type RunState, type RunSummary, summaryOf } from './run-summary.js';
import { type ServerOptions, withServer } from './server.js';
import { columns } from './text.js';

export interface ListOptions extends ServerOptions {
  /** At most as many, the newest first. */
  readonly limit: number;
  readonly state?: ListState;
  /** Only runs of the pipeline of this name. */
  readonly pipeline?: string;
  readonly json?: boolean;
}

/** States that can be asked for, and what the server calls them. */
const QUERIED = {
  running: 'Running',
  done: 'Completed',
  failed: 'Failed',
  cancelled: 'Canceled',
  terminated: 'Terminated',
} as const satisfies Partial<Record<RunState, string>>;

export type ListState = keyof typeof QUERIED;

/** Prints the runs that the server knows. Returns 0. Throws what `withServer` throws. */
export async function list(options: ListOptions): Promise<number> {
  return withServer(options, async ({ client }) => {
    const runs: RunSummary[] = [];
    for await (const info of client.workflow.list({ query: queryOf(options) })) {
      const summary = summaryOf(info);
      if (options.pipeline !== undefined && summary.pipeline !== options.pipeline) continue;
      runs.push(summary);
      if (runs.length === options.limit) break;
    }
    if (options.json === true) console.log(JSON.stringify(runs));
    else console.log(runs.length === 0 ? 'The server knows no such run.' : table(runs));
    return exitCodes.done;
  });
}

/** Runs that a pipeline started as a step of its own are no runs of their own. */
function queryOf({ state }: ListOptions): string {
  const parts = ["WorkflowType = 'pipeline'"];
  if (state !== undefined) parts.push(`ExecutionStatus = '${QUERIED[state]}'`);
  return parts.join(' AND ');
}

function table(runs: readonly RunSummary[]): string {
  const heads = (['Run', 'Pipeline', 'State', 'Started'] as const).map((head) => ({
    head,
    align: 'left' as const,
  }));
  return columns(
    [...heads, { head: 'Duration', align: 'right' }],
    runs.map(({ run, pipeline, state, started, seconds }) => [
      run,
      pipeline ?? '–',
      state,
      formatTime(started),
      formatSeconds(seconds),
    ]),
  ).join('\n');
}

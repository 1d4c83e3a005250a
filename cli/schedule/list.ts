import { exitCodes } from '../exit-codes.js';
import { formatTime } from '../run-summary.js';
import { type ServerOptions, withServer } from '../server.js';
import { columns } from '../text.js';
import { specTimes } from './view.js';
import { timesText } from '../../core/schedule/times.js';

export interface ScheduleCommandOptions extends ServerOptions {
  readonly json?: boolean;
}

interface Entry {
  readonly schedule: string;
  readonly pipeline: string | null;
  readonly when: readonly string[];
  readonly timeZone: string;
  readonly paused: boolean;
  readonly next: string | null;
  readonly last: string | null;
}

/** Prints the server's schedules of pipelines. Returns 0. Throws what `withServer` throws. */
export async function listSchedules(options: ScheduleCommandOptions): Promise<number> {
  return withServer(options, async ({ client }) => {
    const entries: Entry[] = [];
    for await (const { scheduleId, action, memo, spec, state, info } of client.schedule.list()) {
      if (action?.workflowType !== 'pipeline') continue;
      entries.push({
        schedule: scheduleId,
        pipeline: typeof memo?.pipeline === 'string' ? memo.pipeline : null,
        when: spec === undefined ? [] : specTimes(spec).map(timesText),
        timeZone: spec?.timezone ? spec.timezone : 'UTC',
        paused: state.paused,
        next: state.paused ? null : (info.nextActionTimes.at(0)?.toISOString() ?? null),
        last: info.recentActions.at(-1)?.takenAt.toISOString() ?? null,
      });
    }
    if (options.json === true) console.log(JSON.stringify(entries));
    else console.log(entries.length === 0 ? 'The server has no schedule of a pipeline.' : table(entries));
    return exitCodes.done;
  });
}

function table(entries: readonly Entry[]): string {
  return columns(
    (['Schedule', 'Pipeline', 'When', 'Time zone', 'State', 'Next', 'Last'] as const).map((head) => ({
      head,
      align: 'left' as const,
    })),
    entries.map(({ schedule, pipeline, when, timeZone, paused, next, last }) => [
      schedule,
      pipeline ?? '–',
      when.join('; '),
      timeZone,
      paused ? 'paused' : 'active',
      next === null ? '–' : formatTime(next),
      last === null ? '–' : formatTime(last),
    ]),
  ).join('\n');
}

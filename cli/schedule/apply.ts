import { type ScheduleClient, type ScheduleOptions, ScheduleNotFoundError } from '@temporalio/client';
import { PipelineError } from '../../core/errors.js';
import { differences } from '../../core/pipeline/difference.js';
import type { Schedule } from '../../core/pipeline/document.js';
import { exitCodes } from '../exit-codes.js';
import { type ServerOptions, withServer } from '../server.js';
import { argumentOf, argumentsOf, type SendForm, summaryOfPipeline } from '../start-run.js';
import { INVALID, type PipelineOptions, planFile } from '../validate.js';
import { changeText } from './change-text.js';
import { OVERLAPS, presentView, type ScheduleView, wantedView } from './view.js';

export interface ApplyOptions extends ServerOptions, PipelineOptions {
  readonly taskQueue: string;
  /** The schedule's id. Default: the pipeline's name. */
  readonly id?: string;
  readonly send?: SendForm;
  readonly json?: boolean;
}

type Outcome = 'created' | 'updated' | 'unchanged';

/**
 * Makes the server's schedule what the pipeline's `schedule` asks for, and prints what changed. Once more, and nothing
 * changes. Returns 0, or 3 for an invalid file, of which nothing is applied.
 *
 * Throws a PipelineError `SCHEDULE_NONE` where the pipeline has no schedule, and what `withServer` throws.
 */
export async function applySchedule(file: string, options: ApplyOptions): Promise<number> {
  const planned = await planFile(file, options);
  if (planned === undefined) return INVALID;
  const { name, schedule } = planned.plan;
  const { inputs } = planned.file;
  if (schedule === undefined) {
    throw new PipelineError('SCHEDULE_NONE', `${file} has no schedule.`, {
      hint: "Give it one, such as `schedule: { cron: '0 2 * * *' }`.",
    });
  }
  return withServer(options, async ({ client, own }) => {
    const send = options.send ?? (own ? 'path' : 'text');
    const run = { taskQueue: options.taskQueue, pipeline: await argumentOf({ file, send }), inputs };
    const id = options.id ?? name;
    const present = await presentAt(client.schedule, id);
    const wanted = wantedView(schedule, run, present?.paused ?? false);
    const changes = present === undefined ? [] : differences(present, wanted);
    const outcome: Outcome = present === undefined ? 'created' : changes.length > 0 ? 'updated' : 'unchanged';
    if (outcome === 'created') await client.schedule.create(definitionOf(id, name, schedule, wanted));
    if (outcome === 'updated') {
      await client.schedule.getHandle(id).update(({ state }) => {
        const definition = definitionOf(id, name, schedule, wanted);
        return { ...definition, state: { ...state, paused: wanted.paused } };
      });
    }
    if (options.json === true) console.log(JSON.stringify({ schedule: id, outcome, changes }));
    else console.log([`${id} ${outcome}`, ...changes.map((change) => `  ${changeText(change)}`)].join('\n'));
    return exitCodes.done;
  });
}

async function presentAt(schedules: ScheduleClient, id: string): Promise<ScheduleView | undefined> {
  try {
    return presentView(await schedules.getHandle(id).describe());
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined;
    throw error;
  }
}

function definitionOf(id: string, name: string, schedule: Schedule, wanted: ScheduleView): ScheduleOptions {
  const { cron = [], calendar = [] } = schedule;
  return {
    scheduleId: id,
    // The server reads cron expressions itself; a calendar's parts are one as well.
    spec: {
      cronExpressions: calendar.length === 0 ? [cron].flat() : [...wanted.when],
      timezone: wanted.timeZone,
      jitter: wanted.jitterSeconds * 1000,
    },
    action: {
      type: 'startWorkflow',
      workflowType: 'pipeline',
      workflowId: id,
      taskQueue: wanted.taskQueue,
      args: argumentsOf(String(wanted.pipeline), { inputs: wanted.inputs }),
      staticSummary: summaryOfPipeline(name),
      memo: { pipeline: name },
    },
    policies: {
      overlap: OVERLAPS.find(([ours]) => ours === wanted.overlap)?.[1],
      catchupWindow: wanted.catchUpSeconds * 1000,
    },
    memo: { pipeline: name },
    state: { paused: wanted.paused },
  };
}

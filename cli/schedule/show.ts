import type { ScheduleDescription } from '@temporalio/client';
import { exitCodes } from '../exit-codes.js';
import { formatTime } from '../run-summary.js';
import { withServer } from '../server.js';
import type { ScheduleCommandOptions } from './list.js';
import { presentView } from './view.js';

/**
 * Prints a schedule: what it asks for, its next times, and the runs it started last. Returns 0. Throws what `withServer`
 * throws.
 */
export async function showSchedule(id: string, options: ScheduleCommandOptions): Promise<number> {
  return withServer(options, async ({ client }) => {
    const found = await client.schedule.getHandle(id).describe();
    if (options.json === true) console.log(JSON.stringify(asJson(found)));
    else console.log(asText(found).join('\n'));
    return exitCodes.done;
  });
}

function asJson({ scheduleId, info, ...rest }: ScheduleDescription): object {
  return {
    schedule: scheduleId,
    ...presentView({ scheduleId, info, ...rest }),
    note: rest.state.note ?? null,
    next: info.nextActionTimes.map((time) => time.toISOString()),
    running: info.runningActions.map(({ workflow }) => workflow.workflowId),
    recent: info.recentActions.map(({ scheduledAt, takenAt, action }) => ({
      run: action.workflow.workflowId,
      scheduled: scheduledAt.toISOString(),
      started: takenAt.toISOString(),
    })),
    started: info.numActionsTaken,
    skipped: info.numActionsSkippedOverlap,
    missed: info.numActionsMissedCatchupWindow,
  };
}

function asText(found: ScheduleDescription): readonly string[] {
  const { scheduleId, info, state } = found;
  const { when, timeZone, overlap, catchUpSeconds, jitterSeconds, taskQueue, pipeline } = presentView(found);
  const text = typeof pipeline === 'string' ? pipeline : JSON.stringify(pipeline);
  return [
    `${scheduleId}: ${state.paused ? 'paused' : 'active'}${state.note ? ` (${state.note})` : ''}`,
    `When        ${when.join('; ')} (${timeZone})`,
    `Overlap     ${overlap}`,
    `Catch-up    ${catchUpSeconds} s, jitter ${jitterSeconds} s`,
    `Task queue  ${taskQueue}`,
    `Pipeline    ${text.includes('\n') ? `text of ${text.split('\n').length} lines` : text}`,
    `So far      ${info.numActionsTaken} started, ${info.numActionsSkippedOverlap} skipped, ${info.numActionsMissedCatchupWindow} missed`,
    ...info.nextActionTimes.slice(0, 3).map((time) => `Next        ${formatTime(time.toISOString())}`),
    ...info.recentActions
      .slice(-5)
      .map(
        ({ takenAt, action }) =>
          `Ran         ${formatTime(takenAt.toISOString())} ${action.workflow.workflowId}`,
      ),
  ];
}

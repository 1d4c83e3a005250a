import type { ScheduleDescription } from '@temporalio/client';
import { seconds } from '../../core/schedule/duration.js';
import { calendarTimes, cronTimes, type Times, timesText } from '../../core/schedule/times.js';
import type { Schedule } from '../../core/pipeline/document.js';
import type { InputValues } from '../../core/pipeline/inputs.js';
import { isMap } from '../../core/pipeline/map.js';

/** A schedule as far as a pipeline file decides on it, in one form for what is wanted and what the server has. */
export interface ScheduleView {
  /** Cron expressions, sorted: the same times are the same text. */
  readonly when: readonly string[];
  readonly timeZone: string;
  readonly overlap: Schedule['overlap'];
  readonly catchUpSeconds: number;
  readonly jitterSeconds: number;
  readonly paused: boolean;
  readonly taskQueue: string;
  /** The pipeline's text, or its path on the workers. */
  readonly pipeline: unknown;
  /** Values of the pipeline's inputs. */
  readonly inputs: InputValues;
}

/** Where and how the pipeline of a schedule runs. */
export interface ScheduledRun {
  readonly taskQueue: string;
  readonly pipeline: string;
  readonly inputs: InputValues;
}

/** What a pipeline's schedule asks for. `pausedNow`: how it is, where the pipeline does not say. */
export function wantedView(schedule: Schedule, run: ScheduledRun, pausedNow: boolean): ScheduleView {
  return {
    when: timesOf(schedule).map(timesText).sort(),
    timeZone: schedule.timeZone,
    overlap: schedule.overlap,
    catchUpSeconds: seconds(schedule.catchUp),
    jitterSeconds: seconds(schedule.jitter),
    paused: schedule.paused ?? pausedNow,
    ...run,
  };
}

export function timesOf({ cron = [], calendar = [] }: Schedule): readonly Times[] {
  return [...[cron].flat().map(cronTimes), ...calendar.map(calendarTimes)];
}

/** What the server has, whoever made it. */
export function presentView({ spec, action, policies, state }: ScheduleDescription): ScheduleView {
  const args: readonly unknown[] = action.args ?? [];
  return {
    when: [...new Set(specTimes(spec).map(timesText))].sort(),
    timeZone: spec.timezone === undefined || spec.timezone === '' ? 'UTC' : spec.timezone,
    overlap: OVERLAPS.find(([, name]) => name === policies.overlap)?.[0] ?? 'skip',
    catchUpSeconds: policies.catchupWindow / 1000,
    jitterSeconds: (spec.jitter ?? 0) / 1000,
    paused: state.paused,
    taskQueue: action.taskQueue,
    pipeline: textOf(args.at(0)),
    inputs: inputsIn(args.at(1)),
  };
}

/** Temporal's own tools send a file as bytes. */
function textOf(pipeline: unknown): unknown {
  return pipeline instanceof Uint8Array ? new TextDecoder().decode(pipeline) : pipeline;
}

/** Of the settings that a run is started with. */
function inputsIn(settings: unknown): InputValues {
  return isMap(settings) && isMap(settings.inputs) ? settings.inputs : {};
}

export function specTimes({ calendars = [], intervals = [] }: ScheduleDescription['spec']): readonly Times[] {
  return [
    ...calendars.map((calendar): Times => ({
      kind: 'calendar',
      fields: {
        second: expanded(calendar.second, Number),
        minute: expanded(calendar.minute, Number),
        hour: expanded(calendar.hour, Number),
        dayOfMonth: expanded(calendar.dayOfMonth, Number),
        month: expanded(calendar.month, (month) => MONTHS.indexOf(month) + 1),
        dayOfWeek: expanded(calendar.dayOfWeek, (day) => DAYS_OF_WEEK.indexOf(day)),
        year: everyYearUnless(expanded(calendar.year, Number)),
      },
    })),
    ...intervals.map(({ every, offset }): Times => ({
      kind: 'interval',
      everySeconds: every / 1000,
      // The library leaves it out where it is 0, whatever its type says.
      offsetSeconds: offset > 0 ? offset / 1000 : 0,
    })),
  ];
}

/** The policies' names, ours and the server's. */
export const OVERLAPS = [
  ['skip', 'SKIP'],
  ['buffer-one', 'BUFFER_ONE'],
  ['buffer-all', 'BUFFER_ALL'],
  ['cancel-other', 'CANCEL_OTHER'],
  ['terminate-other', 'TERMINATE_OTHER'],
  ['allow-all', 'ALLOW_ALL'],
] as const satisfies readonly (readonly [Schedule['overlap'], string])[];

type Range<Unit> = { readonly start: Unit; readonly end: Unit; readonly step: number };

function expanded<Unit>(ranges: readonly Range<Unit>[], numberOf: (unit: Unit) => number): readonly number[] {
  const values = ranges.flatMap(({ start, end, step }) => {
    const [first, last] = [numberOf(start), numberOf(end)];
    const count = Math.floor((Math.max(first, last) - first) / Math.max(1, step)) + 1;
    return Array.from({ length: count }, (_, index) => first + index * Math.max(1, step));
  });
  return [...new Set(values)].sort((a, b) => a - b);
}

/** The server has no years where every one will do. */
function everyYearUnless(years: readonly number[]): readonly number[] {
  return years.length > 0 ? years : Array.from({ length: 101 }, (_, index) => 2000 + index);
}

const MONTHS: readonly string[] = [
  'JANUARY',
  'FEBRUARY',
  'MARCH',
  'APRIL',
  'MAY',
  'JUNE',
  'JULY',
  'AUGUST',
  'SEPTEMBER',
  'OCTOBER',
  'NOVEMBER',
  'DECEMBER',
];

const DAYS_OF_WEEK: readonly string[] = [
  'SUNDAY',
  'MONDAY',
  'TUESDAY',
  'WEDNESDAY',
  'THURSDAY',
  'FRIDAY',
  'SATURDAY',
];

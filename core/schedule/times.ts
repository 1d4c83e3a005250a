import { PipelineError } from '../errors.js';
import type { CalendarEntry } from '../pipeline/document.js';
import { seconds } from './duration.js';
import { type FieldName, fieldNames, FIELDS, readField } from './fields.js';

/** Times that come again: those that all fields allow, or one after each interval since 1970. */
export type Times =
  | { readonly kind: 'calendar'; readonly fields: Readonly<Record<FieldName, readonly number[]>> }
  | { readonly kind: 'interval'; readonly everySeconds: number; readonly offsetSeconds: number };

/** Which fields a cron expression of so many has, in order. */
const ORDERS: Readonly<Record<number, readonly FieldName[]>> = {
  5: ['minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek'],
  6: ['minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek', 'year'],
  7: ['second', 'minute', 'hour', 'dayOfMonth', 'month', 'dayOfWeek', 'year'],
};

const NAMED: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
]);

/**
 * The times of a cron expression, as the server understands one. What follows a `#` is a comment.
 *
 * Throws a PipelineError `BAD_SCHEDULE`.
 */
export function cronTimes(expression: string): Times {
  const [text] = expression.split('#').map((part) => part.trim());
  if (/^(CRON_)?TZ=/.test(text)) {
    throw new PipelineError('BAD_SCHEDULE', 'A time zone stands in the cron expression.', {
      hint: 'Give it as `timeZone` beside it.',
    });
  }
  const every = /^@every\s+([^/\s]+)(?:\/(\S+))?$/.exec(text);
  if (every !== null) return intervalTimes(every[1], every[2]);
  const parts = (NAMED.get(text) ?? text).split(/\s+/).filter((part) => part !== '');
  if (!(parts.length in ORDERS)) {
    throw new PipelineError(
      'BAD_SCHEDULE',
      `'${expression}' is no cron expression: it has ${parts.length} ${parts.length === 1 ? 'part' : 'parts'}.`,
      { hint: 'It has five: minute, hour, day of month, month, day of week, such as `30 2 * * MON-FRI`.' },
    );
  }
  const order = ORDERS[parts.length];
  return calendarOf(Object.fromEntries(order.map((name, index) => [name, parts[index]])));
}

/** The times of an entry of a calendar. Throws a PipelineError `BAD_SCHEDULE`. */
export function calendarTimes(entry: CalendarEntry): Times {
  return calendarOf(entry);
}

function calendarOf(given: Readonly<Partial<Record<FieldName, string | number>>>): Times {
  const read = (name: FieldName) => readField(name, String(given[name] ?? FIELDS[name].without));
  const [second, minute, hour, dayOfMonth, month, dayOfWeek, year] = [
    read('second'),
    read('minute'),
    read('hour'),
    read('dayOfMonth'),
    read('month'),
    read('dayOfWeek'),
    read('year'),
  ];
  return { kind: 'calendar', fields: { second, minute, hour, dayOfMonth, month, dayOfWeek, year } };
}

function intervalTimes(every: string, offset: string | undefined): Times {
  const everySeconds = seconds(every);
  const offsetSeconds = offset === undefined ? 0 : seconds(offset);
  if (everySeconds < 1 || offsetSeconds >= everySeconds) {
    throw new PipelineError('BAD_SCHEDULE', `'${every}' is no interval for a schedule.`, {
      hint: 'It is at least a second, and longer than its offset.',
    });
  }
  return { kind: 'interval', everySeconds, offsetSeconds };
}

/** Times as the shortest cron expression that means them: one text for times that are the same. */
export function timesText(times: Times): string {
  if (times.kind === 'interval') {
    const { everySeconds, offsetSeconds } = times;
    return `@every ${everySeconds}s${offsetSeconds === 0 ? '' : `/${offsetSeconds}s`}`;
  }
  const texts = fieldNames.map((name) => fieldText(name, times.fields[name]));
  const [second, ...others] = texts;
  const year = others.at(-1);
  if (second !== '0') return [second, ...others].join(' ');
  return others.slice(0, year === '*' ? 5 : 6).join(' ');
}

function fieldText(name: FieldName, values: readonly number[]): string {
  const { from, to } = FIELDS[name];
  if (values.length === to - from + 1) return '*';
  const runs: [number, number][] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last?.[1] === value - 1) last[1] = value;
    else runs.push([value, value]);
  }
  return runs.map(([start, end]) => (start === end ? String(start) : `${start}-${end}`)).join(',');
}

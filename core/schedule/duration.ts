import { PipelineError } from '../errors.js';

const UNITS: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1 };

/** Seconds of a duration such as `90s`, `1h30m` or `7d`. Throws a PipelineError `BAD_SCHEDULE`. */
export function seconds(text: string): number {
  if (!/^(\d+(\.\d+)?[dhms])+$/.test(text)) {
    throw new PipelineError('BAD_SCHEDULE', `'${text}' is no duration.`, {
      hint: 'Write days, hours, minutes and seconds, such as 90s, 1h30m or 7d.',
    });
  }
  return [...text.matchAll(/([\d.]+)([dhms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * UNITS[unit],
    0,
  );
}

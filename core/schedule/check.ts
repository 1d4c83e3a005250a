import { PipelineError } from '../errors.js';
import type { Source } from '../pipeline/parse.js';
import type { Path, Problem } from '../pipeline/problem.js';
import { seconds } from './duration.js';
import { cronTimes } from './times.js';
import { type FieldName, fieldNames, readField } from './fields.js';

/** The server takes no shorter one. */
const LEAST_CATCH_UP_SECONDS = 10;

/** What is wrong with a pipeline's `schedule` beside its shape, of which its schema tells. */
export function checkSchedule(document: unknown, source: Pick<Source, 'locate'>): readonly Problem[] {
  const schedule = property(document, 'schedule');
  if (!isMap(schedule)) return [];
  const at: Path = ['schedule'];
  const problem = (path: Path, { code, message, hint }: PipelineError): Problem => ({
    code,
    message,
    place: source.locate(path),
    hint,
  });
  const tried = (path: Path, value: unknown, check: (text: string) => void): readonly Problem[] => {
    if (typeof value !== 'string' && typeof value !== 'number') return [];
    const error = thrownBy(() => {
      check(String(value));
    });
    return error === undefined ? [] : [problem(path, error)];
  };
  const { cron, calendar, timeZone, catchUp, jitter } = schedule;
  const needless = cron !== undefined || calendar !== undefined;
  return [
    ...(needless ? [] : [{ ...problem(at, noTimes()), place: source.locate(at, 'key') }]),
    ...listed(cron).flatMap(([steps, text]) => tried([...at, 'cron', ...steps], text, cronTimes)),
    ...entriesOf(calendar).flatMap(({ path, name, value }) =>
      tried([...at, 'calendar', ...path], value, (text) => readField(name, text)),
    ),
    ...tried([...at, 'timeZone'], timeZone, checkTimeZone),
    ...tried([...at, 'catchUp'], catchUp, checkCatchUp),
    ...tried([...at, 'jitter'], jitter, seconds),
  ];
}

function noTimes(): PipelineError {
  return new PipelineError('BAD_SCHEDULE', 'The schedule names no times.', {
    hint: 'Give it `cron` or `calendar`.',
  });
}

/** The server heeds the case of names, which Intl does not. */
function checkTimeZone(name: string): void {
  const known = thrownBy(() => new Intl.DateTimeFormat('en', { timeZone: name })) === undefined;
  const meant = Intl.supportedValuesOf('timeZone').find((zone) => zone.toLowerCase() === name.toLowerCase());
  if (known && /^[A-Z]/.test(name) && (meant === undefined || meant === name)) return;
  throw new PipelineError('UNKNOWN_TIME_ZONE', `There is no time zone '${name}'.`, {
    hint:
      meant === undefined
        ? 'Give a name of the IANA database, such as Europe/Berlin or UTC.'
        : `Did you mean '${meant}'?`,
  });
}

function checkCatchUp(text: string): void {
  if (seconds(text) >= LEAST_CATCH_UP_SECONDS) return;
  throw new PipelineError('BAD_SCHEDULE', `'${text}' is too short a time to catch up.`, {
    hint: `It is at least ${LEAST_CATCH_UP_SECONDS}s.`,
  });
}

function thrownBy(action: () => void): PipelineError | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    return error instanceof PipelineError ? error : new PipelineError('BAD_SCHEDULE', String(error));
  }
}

/** Each item of a list with its place in it, or a single one. */
function listed(value: unknown): readonly [Path, unknown][] {
  return Array.isArray(value)
    ? value.map((item: unknown, index): [Path, unknown] => [[index], item])
    : [[[], value]];
}

function entriesOf(calendar: unknown): readonly { path: Path; name: FieldName; value: unknown }[] {
  if (!Array.isArray(calendar)) return [];
  return calendar.flatMap((entry: unknown, index) =>
    fieldNames.map((name) => ({ path: [index, name], name, value: property(entry, name) })),
  );
}

function property(value: unknown, name: string): unknown {
  return isMap(value) ? value[name] : undefined;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

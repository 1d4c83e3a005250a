import { PipelineError } from '../errors.js';

/** The parts of a time, with what they may be. `names` stand for the numbers from `from` on. */
export const FIELDS = {
  second: { from: 0, to: 59, without: '0' },
  minute: { from: 0, to: 59, without: '0' },
  hour: { from: 0, to: 23, without: '0' },
  dayOfMonth: { from: 1, to: 31, without: '*' },
  month: {
    from: 1,
    to: 12,
    without: '*',
    names: [
      'january',
      'february',
      'march',
      'april',
      'may',
      'june',
      'july',
      'august',
      'september',
      'october',
      'november',
      'december',
    ],
  },
  dayOfWeek: {
    from: 0,
    to: 6,
    without: '*',
    names: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
  },
  year: { from: 2000, to: 2100, without: '*' },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;

interface Field {
  readonly from: number;
  readonly to: number;
  /** What a field means that is left out. */
  readonly without: string;
  readonly names?: readonly string[];
}

export const fieldNames = Object.keys(FIELDS).filter(isFieldName);

function isFieldName(name: string): name is FieldName {
  return name in FIELDS;
}

/**
 * The numbers that a field of a cron expression means, ascending: numbers and names, `a-b`, `*`, any of them with a step
 * `/n`, and commas between several. A number with a step goes on to the field's end. Sunday is 0 and 7.
 *
 * Throws a PipelineError `BAD_SCHEDULE`.
 */
export function readField(name: FieldName, text: string): readonly number[] {
  const field: Field = FIELDS[name];
  const found = new Set(text.split(',').flatMap((part) => readPart(name, field, part)));
  return [...found].sort((a, b) => a - b);
}

function readPart(name: FieldName, field: Field, part: string): readonly number[] {
  const pieces = part.split('/');
  const stepText = pieces.at(1);
  const step = stepText === undefined ? 1 : numberOf(stepText);
  if (pieces.length > 2 || step === undefined || step < 1) throw bad(name, part);
  const [start, end] = readRange(name, field, pieces[0], stepText !== undefined);
  const count = Math.floor((end - start) / step) + 1;
  const values = Array.from({ length: count }, (_, index) => start + index * step);
  return name === 'dayOfWeek' ? values.map((day) => day % 7) : values;
}

function readRange(name: FieldName, field: Field, range: string, open: boolean): readonly [number, number] {
  if (range === '*') return [field.from, field.to];
  const [first, last, ...more] = range.split('-').map((value) => valueOf(name, field, value));
  const start = first;
  const end = range.includes('-') ? last : open ? lastOf(name, field) : first;
  if (more.length > 0 || start === undefined || end === undefined || end < start) throw bad(name, range);
  return [start, end];
}

function valueOf(name: FieldName, field: Field, text: string): number | undefined {
  const named = nameAt(field, text);
  const value = named ?? numberOf(text);
  return value !== undefined && value >= field.from && value <= lastOf(name, field) ? value : undefined;
}

/** A name may be cut down to two letters of a day, or three of a month. */
function nameAt({ from, names = [] }: Field, text: string): number | undefined {
  const least = names.length === 7 ? 2 : 3;
  if (text.length < least) return undefined;
  const index = names.findIndex((name) => name.startsWith(text.toLowerCase()));
  return index === -1 ? undefined : from + index;
}

function lastOf(name: FieldName, { to }: Field): number {
  return name === 'dayOfWeek' ? 7 : to;
}

function numberOf(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

function bad(name: FieldName, part: string): PipelineError {
  const { from, to } = FIELDS[name];
  return new PipelineError('BAD_SCHEDULE', `'${part}' is no ${WORDS[name]}.`, {
    hint: `It is from ${from} to ${to}: a number, a range such as ${from}-${to}, * or several with commas, each with a step such as */2 if wanted.`,
  });
}

const WORDS: Readonly<Record<FieldName, string>> = {
  second: 'second',
  minute: 'minute',
  hour: 'hour',
  dayOfMonth: 'day of a month',
  month: 'month',
  dayOfWeek: 'day of a week',
  year: 'year',
};

import { InvalidArgumentError } from 'commander';
import type { Assignment } from '../pipeline-file.js';

/** What an option's text means. Each throws commander's error of an invalid argument, which is a mistake of usage. */

export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number above 0.');
  return value;
}

export function amount(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('Give a number above 0.');
  return value;
}

export function share(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('Give a number from 0 to 1.');
  return value;
}

export function size(text: string): { height: number; width: number } {
  if (!/^[1-9]\d*x[1-9]\d*$/.test(text)) {
    throw new InvalidArgumentError('Give height and width in pixels, such as 512x1024.');
  }
  const [height, width] = text.split('x').map(Number);
  return { height, width };
}

export function genome(text: string): readonly number[] {
  const value: unknown = parseJson(text);
  if (Array.isArray(value) && value.every((gene): gene is number => typeof gene === 'number')) return value;
  throw new InvalidArgumentError('Give a list of numbers, such as [4, 8, 16].');
}

/** A time with its zone, as `2026-11-23T00:00:00Z`; a day alone is its midnight in UTC. */
export function time(text: string): Date {
  const value = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:\d{2}))?$/.test(text) && !Number.isNaN(value.getTime()))
    return value;
  throw new InvalidArgumentError('Give a day such as 2026-11-23, or a time such as 2026-11-23T02:00:00Z.');
}

/** Of an option `name=value` that may stand more than once. */
export function assignments(text: string, before: readonly Assignment[] = []): readonly Assignment[] {
  const parts = /^([A-Za-z][A-Za-z0-9_]*)=(.*)$/s.exec(text);
  if (parts === null) throw new InvalidArgumentError('Give a name and a value, such as epochs=4.');
  return [...before, { name: parts[1], text: parts[2] }];
}

/** Of an option that may stand more than once. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

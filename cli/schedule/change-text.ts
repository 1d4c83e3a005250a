import type { Difference } from '../../core/pipeline/difference.js';

/** A line on what differs between a schedule that is there and the one that is wanted. */
export function changeText({ path, before, after }: Difference): string {
  if (path === 'pipeline' && isText(before) && isText(after)) {
    const [removed, added] = [without(before, after), without(after, before)];
    return `pipeline: ${lines(removed)} removed, ${lines(added)} added`;
  }
  return `${path}: ${shown(before)} became ${shown(after)}`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.includes('\n');
}

/** How many lines of a text another does not have. */
function without(text: string, other: string): number {
  const there = new Set(other.split('\n'));
  return text.split('\n').filter((line) => !there.has(line)).length;
}

function lines(count: number): string {
  return `${count} ${count === 1 ? 'line' : 'lines'}`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const first = text.split('\n')[0];
  return first.length > 80 || first !== text ? `${first.slice(0, 79)}…` : text;
}

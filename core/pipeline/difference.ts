/** One place where two documents differ. A side that lacks it is undefined. */
export interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Where two plain JSON values differ, in the order of the keys of the first, then of the second. */
export function differences(before: unknown, after: unknown, path = ''): readonly Difference[] {
  if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
    const [left, right] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
    return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) =>
      differences(left.get(key), right.get(key), path === '' ? key : `${path}.${key}`),
    );
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
}

/** A line a difference. */
export function formatDifferences(found: readonly Difference[]): string {
  return found
    .map(({ path, before, after }) => `${path}: ${shown(before)} became ${shown(after)}`)
    .join('; ');
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

import { isMap } from './map.js';

/** One combination of a matrix: a value by name. */
export type Combination = Readonly<Record<string, unknown>>;

/** A matrix whose lists are known. */
export interface KnownMatrix {
  readonly lists: Readonly<Record<string, readonly unknown[]>>;
  readonly include: readonly Combination[];
  readonly exclude: readonly Combination[];
}

/** More would be no sweep but a mistake. */
export const MAX_COMBINATIONS = 1000;

/**
 * Every combination of the lists, the last name's values changing first, without those that `exclude` matches. An entry
 * of `include` adds its values to each combination that has the same values under the names of the lists that it gives;
 * where there is none, or it gives none of them, it is a combination of its own, at the end.
 */
export function combinationsOf({ lists, include, exclude }: KnownMatrix): readonly Combination[] {
  const product = Object.entries(lists).reduce<readonly Combination[]>(
    (before, [name, values]) => before.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    Object.keys(lists).length === 0 ? [] : [{}],
  );
  const kept = product.filter((one) => !exclude.some((entry) => agrees(one, entry, Object.keys(entry))));
  const added = include.map((entry) => ({
    entry,
    shared: Object.keys(entry).filter((name) => name in lists),
  }));
  const matches = (one: Combination, { entry, shared }: (typeof added)[number]): boolean =>
    shared.length > 0 && agrees(one, entry, shared);
  const extended = kept.map((one) =>
    added
      .filter((addition) => matches(one, addition))
      .reduce<Combination>((before, { entry }) => ({ ...before, ...entry }), one),
  );
  const alone = added.filter((entry) => !kept.some((one) => matches(one, entry))).map(({ entry }) => entry);
  return [...extended, ...alone];
}

/** The parts of a matrix as it is written; undefined where a part is no list, as where an expression stands for it. */
export function knownMatrix(written: unknown): KnownMatrix | undefined {
  if (!isMap(written)) return undefined;
  const { include = [], exclude = [], ...lists } = written;
  if (!areCombinations(include) || !areCombinations(exclude)) return undefined;
  if (!areLists(lists)) return undefined;
  return { lists, include, exclude };
}

function agrees(one: Combination, entry: Combination, names: readonly string[]): boolean {
  return names.every((name) => JSON.stringify(one[name]) === JSON.stringify(entry[name]));
}

function areLists(value: Readonly<Record<string, unknown>>): value is Record<string, readonly unknown[]> {
  return Object.values(value).every(Array.isArray);
}

function areCombinations(value: unknown): value is readonly Combination[] {
  return Array.isArray(value) && value.every(isMap);
}

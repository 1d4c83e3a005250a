import { NetworkError } from '../errors.js';
import { globExpression } from './glob.js';
import type { ChannelGroup } from './groups.js';

/** How much of a group's channels may stay, and in which steps. */
export interface Limits {
  /** Channels are kept in multiples of this, but for a group that is kept whole. */
  readonly roundTo: number;
  /** The least and the greatest part of a group's channels that is kept, 0 … 1. */
  readonly minRatio: number;
  readonly maxRatio: number;
}

/** Limits for the groups that a pattern means; what it leaves out stays as it is. */
export interface Bound extends Partial<Limits> {
  /** The id of a group, which means that group alone; else a pattern over groups' ids and their members' layers. */
  readonly layers: string;
}

/**
 * The limits of each of some groups, in their order: the global ones, changed by each bound that means the group; a
 * later bound wins.
 *
 * Throws a NetworkError `GENOME_BAD_OPTION` for a limit out of its range, `BOUNDS_NO_MATCH` for a bound that means none
 * of the groups.
 */
export function groupLimits(
  groups: readonly ChannelGroup[],
  limits: Limits,
  bounds: readonly Bound[],
): readonly Limits[] {
  for (const each of [limits, ...bounds]) checkLimits(each);
  const meant = bounds.map((bound) => ({ bound, groups: matching(groups, bound) }));
  return groups.map((group) =>
    meant
      .filter((each) => each.groups.has(group))
      .reduce<Limits>(
        (before, { bound }) => ({
          roundTo: bound.roundTo ?? before.roundTo,
          minRatio: bound.minRatio ?? before.minRatio,
          maxRatio: bound.maxRatio ?? before.maxRatio,
        }),
        limits,
      ),
  );
}

function matching(groups: readonly ChannelGroup[], { layers }: Bound): ReadonlySet<ChannelGroup> {
  const named = groups.filter(({ id }) => id === layers);
  const expression = globExpression(layers);
  const found =
    named.length > 0
      ? named
      : groups.filter(({ id, members }) =>
          [id, ...members.map(({ layer }) => layer)].some((name) => expression.test(name)),
        );
  if (found.length > 0) return new Set(found);
  throw new NetworkError('BOUNDS_NO_MATCH', `No channel group matches the bound on '${layers}'.`, {
    hint: 'Name groups or layers as the layer table does; * stands for any characters, ? for one.',
  });
}

function checkLimits({ roundTo = 1, minRatio = 0, maxRatio = 1 }: Partial<Limits>): void {
  if (!Number.isInteger(roundTo) || roundTo < 1) {
    throw new NetworkError('GENOME_BAD_OPTION', `roundTo is ${roundTo}.`, {
      hint: 'Give a whole number of at least 1.',
    });
  }
  for (const [name, value] of Object.entries({ minRatio, maxRatio })) {
    if (value >= 0 && value <= 1) continue;
    throw new NetworkError('GENOME_BAD_OPTION', `${name} is ${value}.`, {
      hint: 'Give a number from 0 to 1.',
    });
  }
}

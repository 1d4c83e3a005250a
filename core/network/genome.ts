import { NetworkError } from '../errors.js';
import { groupLimits, type Bound, type Limits } from './bounds.js';
import type { ChannelGroup } from './groups.js';
import type { GroupId, PrunePlan } from './plan.js';

export interface GeneOptions extends Pick<Limits, 'roundTo' | 'minRatio'> {
  /** 1 where it is not given. */
  readonly maxRatio?: number;
  readonly bounds?: readonly Bound[];
}

/** A gene: how many units of `roundTo` channels a group keeps, from `min` to `max`. */
export interface Gene {
  readonly group: GroupId;
  readonly channels: number;
  readonly roundTo: number;
  readonly min: number;
  readonly max: number;
}

/**
 * One gene a prunable group, in order. At least one unit of a group is kept always; its last unit keeps all.
 *
 * Throws `groupLimits`'s errors, and a NetworkError `BOUNDS_EMPTY` for a group of which nothing can be kept within its
 * limits.
 */
export function geneSpace(groups: readonly ChannelGroup[], options: GeneOptions): readonly Gene[] {
  const { roundTo, minRatio, maxRatio = 1, bounds = [] } = options;
  const limits = groupLimits(groups, { roundTo, minRatio, maxRatio }, bounds);
  return groups.flatMap((group, index) => (group.prunable ? [geneOf(group, limits[index])] : []));
}

function geneOf({ id, channels }: ChannelGroup, { roundTo, minRatio, maxRatio }: Limits): Gene {
  const all = Math.ceil(channels / roundTo);
  const min = Math.min(all, Math.max(1, Math.ceil((minRatio * channels) / roundTo - ROUNDING)));
  const max = maxRatio === 1 ? all : Math.floor((maxRatio * channels) / roundTo + ROUNDING);
  if (min <= max) return { group: id, channels, roundTo, min, max };
  throw new NetworkError(
    'BOUNDS_EMPTY',
    `'${id}' has ${channels} channels, kept in multiples of ${roundTo}: none of these is from ${minRatio} to ${maxRatio} of them.`,
    { hint: 'Give the group a smaller minRatio, a larger maxRatio or a smaller roundTo under bounds.' },
  );
}

/** The value of a gene that prunes a share of its group's channels, or as much less as whole units ask for. */
export function geneAt({ channels, roundTo, min, max }: Gene, pruningRatio: number): number {
  const units = Math.ceil(((1 - pruningRatio) * channels) / roundTo - ROUNDING);
  return Math.min(max, Math.max(min, units));
}

/** Binary fractions of decimal ratios may lie a hair above a whole number; that hair is no channel. */
const ROUNDING = 1e-9;

/**
 * How many channels each gene's group keeps, in the order of the space. Throws a NetworkError `GENOME_MISMATCH` for a
 * genome of another length or with a gene out of its range.
 */
export function keptChannels(space: readonly Gene[], genome: readonly number[]): readonly number[] {
  if (genome.length !== space.length) {
    throw new NetworkError(
      'GENOME_MISMATCH',
      `The genome has ${genome.length} genes; the network has ${space.length} prunable groups.`,
      { hint: 'Take genomes of a search over this very network, with the same protected layers.' },
    );
  }
  return space.map((gene, index) => {
    const value = genome[index];
    if (!Number.isInteger(value) || value < gene.min || value > gene.max) {
      throw new NetworkError(
        'GENOME_MISMATCH',
        `Gene ${index}, of group '${gene.group}', is ${value}; it ranges from ${gene.min} to ${gene.max}.`,
        { hint: 'Take genomes of a search with the same roundTo, ratios and bounds.' },
      );
    }
    return Math.min(gene.channels, value * gene.roundTo);
  });
}

/**
 * The prune plan of a genome: each group keeps its most important channels, the lower index on a tie. Groups that keep
 * all their channels are not named. `ranking` is `rankChannels`'s.
 *
 * Throws a NetworkError `GENOME_MISMATCH`, also where the ranking does not fit the space.
 */
export function planFromGenome(
  space: readonly Gene[],
  ranking: ReadonlyMap<GroupId, Float64Array>,
  genome: readonly number[],
): PrunePlan {
  const keep: Record<GroupId, readonly number[]> = {};
  const counts = keptChannels(space, genome);
  space.forEach(({ group, channels }, index) => {
    const importance = ranking.get(group);
    if (importance?.length !== channels) {
      throw new NetworkError(
        'GENOME_MISMATCH',
        `The ranking does not hold the ${channels} channels of '${group}'.`,
        {
          hint: 'Rank the groups that the space was made of.',
        },
      );
    }
    if (counts[index] < channels) keep[group] = mostImportant(importance, counts[index]);
  });
  return { version: 1, keep };
}

function mostImportant(importance: Float64Array, count: number): number[] {
  const order = Array.from(importance.keys());
  order.sort((a, b) => importance[b] - importance[a] || a - b);
  return order.slice(0, count).sort((a, b) => a - b);
}

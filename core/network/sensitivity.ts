import type { Bound } from './bounds.js';

/** What became of mIoU when one group was pruned, and all others were whole. */
export interface SensitivityPoint {
  /** The pruning ratio that was asked for, and the channels that stayed. */
  readonly ratio: number;
  readonly kept: number;
  /** 0 … 1; missing where the evaluation failed. */
  readonly miou?: number;
  /** Why it failed. */
  readonly reason?: string;
}

export interface GroupSensitivity {
  readonly id: string;
  readonly channels: number;
  /** By ascending pruning ratio. */
  readonly points: readonly SensitivityPoint[];
}

/** The share of a group's channels that a point prunes. */
export function prunedShare(
  { channels }: Pick<GroupSensitivity, 'channels'>,
  { kept }: SensitivityPoint,
): number {
  return 1 - kept / channels;
}

/** What a point costs, in points of mIoU. `baseline` is the mIoU of the whole network, 0 … 1. */
export function lossOf(baseline: number, { miou }: SensitivityPoint): number | undefined {
  return miou === undefined ? undefined : 100 * (baseline - miou);
}

/**
 * The least share of each group's channels that costs at most `maxLoss` points of mIoU, as bounds of a search. A group
 * is pruned no further than the last of its points before the first that costs more or failed, and not at all where the
 * first one does: between points and beyond them nothing is known.
 */
export function boundsWithin(
  baseline: number,
  groups: readonly GroupSensitivity[],
  maxLoss: number,
): readonly Bound[] {
  return groups.map(({ id, channels, points }) => {
    const end = points.findIndex((point) => !((lossOf(baseline, point) ?? Infinity) <= maxLoss + ROUNDING));
    const last = points.at(end === -1 ? points.length - 1 : end - 1);
    return { layers: id, minRatio: end === 0 || last === undefined ? 1 : last.kept / channels };
  });
}

/** Points of mIoU below which a difference is none but of binary fractions. */
const ROUNDING = 1e-9;

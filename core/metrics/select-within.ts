import type { Metrics } from './metrics.js';

/** What is known of a candidate, and of the network that it was pruned from. */
export interface Selectable {
  readonly metrics: Metrics;
  readonly baseline: Metrics;
}

/** A number that is better when smaller. */
export type Cost = (candidate: Selectable) => number;

/** Rounding of a difference of fractions must not decide. */
const TOLERANCE = 1e-9;

/**
 * Indices of the candidates that lose no more than `maxLoss` points of mIoU, in hundredths, the lowest cost first; of
 * equal ones the highest mIoU.
 */
export function fastestWithin(candidates: readonly Selectable[], maxLoss: number, cost: Cost): number[] {
  return indicesOf(candidates, (candidate) => lossOf(candidate) <= maxLoss + TOLERANCE).sort(
    (a, b) =>
      cost(candidates[a]) - cost(candidates[b]) || lossOf(candidates[a]) - lossOf(candidates[b]) || a - b,
  );
}

/** Indices of the candidates whose cost is within the budget, the highest mIoU first; of equal ones the lowest cost. */
export function bestWithin(candidates: readonly Selectable[], budget: number, cost: Cost): number[] {
  return indicesOf(candidates, (candidate) => cost(candidate) <= budget).sort(
    (a, b) =>
      candidates[b].metrics.miou - candidates[a].metrics.miou ||
      cost(candidates[a]) - cost(candidates[b]) ||
      a - b,
  );
}

/** Points of mIoU, in hundredths, that pruning has cost. */
export function lossOf({ metrics, baseline }: Selectable): number {
  return 100 * (baseline.miou - metrics.miou);
}

function indicesOf(
  candidates: readonly Selectable[],
  isWithin: (candidate: Selectable) => boolean,
): number[] {
  return candidates.flatMap((candidate, index) => (isWithin(candidate) ? [index] : []));
}

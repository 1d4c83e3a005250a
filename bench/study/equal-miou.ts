/** A network: what it takes, in any unit, and its mIoU. */
export interface Judged {
  readonly cost: number;
  readonly miou: number;
}

/** How two sets of networks compare at equal mIoU. */
export interface Comparison {
  /** Geometric mean of the first's least cost over the second's. */
  readonly ratio: number;
  /** The mIoU from which to which it was taken. */
  readonly from: number;
  readonly to: number;
}

/** How finely the mIoU that both reach is walked through. */
const STEPS = 200;

/**
 * What the cheapest network of the first set costs over the cheapest of the second, of those that reach an mIoU: the
 * geometric mean over the mIoU from the higher of the two lowest on the fronts to the lower of the two highest. Undefined
 * where they have none in common.
 */
export function compareAtEqualMiou(
  first: readonly Judged[],
  second: readonly Judged[],
): Comparison | undefined {
  const sets = [first, second];
  if (sets.some((set) => set.length === 0)) return undefined;
  const from = Math.max(...sets.map(lowest));
  const to = Math.min(...sets.map((set) => Math.max(...set.map(({ miou }) => miou))));
  if (to < from) return undefined;
  const logs = Array.from({ length: STEPS + 1 }, (_, step) => {
    const miou = from + ((to - from) * step) / STEPS;
    return Math.log(leastCost(first, miou) / leastCost(second, miou));
  });
  return { ratio: Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length), from, to };
}

/** The mIoU of the cheapest; of several, the highest. */
function lowest(set: readonly Judged[]): number {
  const least = Math.min(...set.map(({ cost }) => cost));
  return Math.max(...set.filter(({ cost }) => cost === least).map(({ miou }) => miou));
}

function leastCost(set: readonly Judged[], miou: number): number {
  // Past the last step by a rounding error, the best is meant.
  const best = Math.max(...set.map((each) => each.miou));
  return Math.min(...set.filter((each) => each.miou >= Math.min(miou, best)).map(({ cost }) => cost));
}

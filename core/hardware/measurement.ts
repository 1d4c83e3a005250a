/** What a device or a program said of a network. Plain JSON. */
export interface Measurement {
  /** Of one run: until all images of a batch are done. */
  readonly latencyMs: number;
  readonly energyMj?: number;
  /** What measured it: figures of unlike devices are not to be compared. */
  readonly device: string;
  /** Of what was timed here. */
  readonly timing?: Timing;
  /** Operators that an estimate leaves out, where there are any. */
  readonly leftOut?: number;
}

/** How a latency was found. */
export interface Timing {
  /** Distance of the quartiles as a share of the median. */
  readonly spread: number;
  /** Runs that count. */
  readonly runs: number;
  /** How often all of them were made, for the noise. */
  readonly attempts: number;
  /** Whether it stayed noisy all the same. */
  readonly noisy: boolean;
}

export interface Steadiness {
  /** Up to which spread a measurement counts as quiet. */
  readonly maxSpread: number;
  readonly attempts: number;
}

/**
 * Times until the spread is small enough, `attempts` times at the most, and gives the median of the attempt with the least
 * spread. `time` gives the milliseconds of each run, one or more.
 */
export async function measureSteadily(
  { maxSpread, attempts }: Steadiness,
  time: () => Promise<readonly number[]>,
): Promise<{ readonly latencyMs: number; readonly timing: Timing }> {
  let best: readonly number[] | undefined;
  let made = 0;
  while (made === 0 || (made < attempts && spreadOf(best ?? []) > maxSpread)) {
    const runs = await time();
    if (best === undefined || spreadOf(runs) < spreadOf(best)) best = runs;
    made++;
  }
  const runs = best ?? [];
  const spread = spreadOf(runs);
  return {
    latencyMs: quantile(runs, 0.5),
    timing: { spread, runs: runs.length, attempts: made, noisy: spread > maxSpread },
  };
}

/** Distance of the quartiles as a share of the median: a few runs that were held up do not count, a drift does. */
export function spreadOf(values: readonly number[]): number {
  const median = quantile(values, 0.5);
  return median === 0 ? 0 : (quantile(values, 0.75) - quantile(values, 0.25)) / median;
}

/** The value below which a share of the values lies, between two of them by linear interpolation (Hyndman and Fan's 7). */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('There is no quantile of no values.');
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

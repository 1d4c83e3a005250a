/** The median of some times; of an even number, the mean of the middle two. */
export function medianOf(times: readonly number[]): number {
  return quantile(times, 0.5);
}

/** The distance between the first and the third quartile. */
export function quartileDistance(times: readonly number[]): number {
  return quantile(times, 0.75) - quantile(times, 0.25);
}

/** Interpolated linearly between the two nearest (Hyndman and Fan 1996, type 7). NaN of none. */
function quantile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/**
 * Structured reference directions (Das & Dennis 1998): every point of the unit simplex whose coordinates are whole
 * multiples of 1 / `divisions`, in ascending order.
 */
export function referenceDirections(objectives: number, divisions: number): number[][] {
  if (objectives === 1) return [[1]];
  return compositions(objectives, divisions).map((parts) => parts.map((part) => part / divisions));
}

/** As many divisions as give no more than `room` directions; at least one. */
export function finestDivisions(objectives: number, room: number): number {
  if (objectives === 1) return 1;
  let divisions = 1;
  while (countDirections(objectives, divisions + 1) <= room) divisions++;
  return divisions;
}

/** The binomial coefficient of `objectives + divisions - 1` over `divisions`. */
export function countDirections(objectives: number, divisions: number): number {
  let count = 1;
  for (let k = 1; k < objectives; k++) count = (count * (divisions + k)) / k;
  return Math.round(count);
}

/** All ways to write `total` as a sum of `parts` whole numbers, 0 among them. */
function compositions(parts: number, total: number): number[][] {
  if (parts === 1) return [[total]];
  return Array.from({ length: total + 1 }, (_, first) =>
    compositions(parts - 1, total - first).map((rest) => [first, ...rest]),
  ).flat();
}

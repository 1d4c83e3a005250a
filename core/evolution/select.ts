export type SelectStrategy = 'knee' | 'spread' | 'miou' | 'cost';

/**
 * Picks points of a front, all objectives minimised, best first; indices into `points`. `knee` takes those farthest
 * below the line (the plane) through the extremes of the normalised front (Das 1999), `spread` those evenly along the
 * first objective, both ends among them, `miou` the least of the first objective, `cost` of the second.
 */
export function selectPoints(
  points: readonly (readonly number[])[],
  strategy: SelectStrategy,
  count: number,
): number[] {
  const indices = points.map((_, index) => index);
  switch (strategy) {
    case 'knee':
      return best(indices, kneeScores(points), count);
    case 'miou':
      return best(indices, (index) => points[index][0], count);
    case 'cost':
      return best(indices, (index) => points[index][1], count);
    case 'spread':
      return spreadAlong(points, count);
  }
}

function best(indices: readonly number[], score: (index: number) => number, count: number): number[] {
  return [...indices].sort((a, b) => score(a) - score(b) || a - b).slice(0, count);
}

/** The sum of normalised objectives orders points as their distance to the plane through the extremes does. */
function kneeScores(points: readonly (readonly number[])[]): (index: number) => number {
  const width = points.at(0)?.length ?? 0;
  const ranges = Array.from({ length: width }, (_, axis) => {
    const values = points.map((point) => point[axis]);
    return { low: Math.min(...values), high: Math.max(...values) };
  });
  return (index) =>
    points[index].reduce((sum, value, axis) => {
      const { low, high } = ranges[axis];
      return sum + (high > low ? (value - low) / (high - low) : 0);
    }, 0);
}

function spreadAlong(points: readonly (readonly number[])[], count: number): number[] {
  const order = points.map((_, index) => index).sort((a, b) => points[a][0] - points[b][0] || a - b);
  if (count >= order.length) return order;
  if (count === 1) return order.slice(0, 1);
  return Array.from(
    { length: count },
    (_, place) => order[Math.round((place * (order.length - 1)) / (count - 1))],
  );
}

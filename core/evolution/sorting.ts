import { compareLexicographically, dominates } from './dominance.js';

/**
 * Non-dominated sorting: fronts of indices into `points`, best first, each ascending. A point is in the first front
 * that holds no point dominating it; equal points share a front.
 *
 * Efficient non-dominated sort with binary search (Zhang, Tian, Cheng & Jin 2015): points are visited in lexicographic
 * order, so that only visited points can dominate, and a point that a front dominates is dominated by every front
 * before it. O(n log n) for two objectives.
 */
export function sortIntoFronts(points: readonly (readonly number[])[]): number[][] {
  const order = points.map((_, index) => index);
  order.sort((a, b) => compareLexicographically(points[a], points[b]) || a - b);
  const fronts: number[][] = [];
  for (const index of order) {
    const rank = firstFrontWithout(fronts, (front) => frontDominates(front, index, points));
    if (rank === fronts.length) fronts.push([]);
    fronts[rank].push(index);
  }
  return fronts.map((front) => front.sort((a, b) => a - b));
}

function firstFrontWithout(
  fronts: readonly number[][],
  dominated: (front: readonly number[]) => boolean,
): number {
  let low = 0;
  let high = fronts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (dominated(fronts[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

function frontDominates(
  front: readonly number[],
  index: number,
  points: readonly (readonly number[])[],
): boolean {
  const point = points[index];
  // With two objectives, the member visited last is the lowest in the second and decides alone.
  if (point.length <= 2) return dominates(points[front[front.length - 1]], point);
  for (let member = front.length - 1; member >= 0; member--) {
    if (dominates(points[front[member]], point)) return true;
  }
  return false;
}

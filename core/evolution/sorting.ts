import { compareLexicographically, dominates } from './dominance.js';
import { orderOf } from './order.js';
import { Staircase } from './staircase.js';

type Point = readonly number[];

/**
 * Non-dominated sorting: fronts of indices into `points`, best first, each ascending. A point is in the first front
 * that holds no point dominating it; equal points share a front.
 *
 * Efficient non-dominated sort with binary search (Zhang, Tian, Cheng & Jin 2015): points are visited in lexicographic
 * order, so that only visited points can dominate, and a point that a front dominates is dominated by every front
 * before it. O(n log n) for two objectives, for three as well while fronts are small beside their number of points.
 */
export function sortIntoFronts(points: readonly Point[]): number[][] {
  const fronts: number[][] = [];
  const ranks = rankPoints(points);
  for (let index = 0; index < ranks.length; index++) {
    const rank = ranks[index];
    while (fronts.length <= rank) fronts.push([]);
    fronts[rank].push(index);
  }
  return fronts;
}

/** The number of each point's front, counted from 0. */
export function rankPoints(points: readonly Point[]): Int32Array {
  const ranks = new Int32Array(points.length);
  if (points.length === 0) return ranks;
  const order = lexicographicOrder(points);
  const sorter = sorterOf(points);
  let previous = order[0];
  for (let place = 0; place < order.length; place++) {
    const index = order[place];
    const repeats = place > 0 && compareLexicographically(points[previous], points[index]) === 0;
    ranks[index] = repeats ? ranks[previous] : sorter(points[index]);
    previous = index;
  }
  return ranks;
}

/** Places points that come in lexicographic order, none twice: gives the number of the front that each joins. */
type Sorter = (point: Point) => number;

function sorterOf(points: readonly Point[]): Sorter {
  const objectives = points[0].length;
  if (objectives <= 2) return sorterOfTwo(points.length);
  return objectives === 3 ? sorterOfThree() : sorterOfMany();
}

/** The member of a front that came last is the lowest in the second objective and decides alone. */
function sorterOfTwo(count: number): Sorter {
  const lowest = new Float64Array(count);
  let fronts = 0;
  return (point) => {
    const second = point.length === 1 ? 0 : point[1];
    let low = 0;
    let high = fronts;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (lowest[middle] <= second) low = middle + 1;
      else high = middle;
    }
    lowest[low] = second;
    if (low === fronts) fronts++;
    return low;
  };
}

/** Of a front's members, those count that no other dominates in the second and third objective. */
function sorterOfThree(): Sorter {
  const fronts: Staircase[] = [];
  return ([, second, third]) => {
    const rank = firstWithout(fronts, (front) => front.covers(second, third));
    if (rank === fronts.length) fronts.push(new Staircase());
    fronts[rank].add(second, third);
    return rank;
  };
}

function sorterOfMany(): Sorter {
  const fronts: Point[][] = [];
  return (point) => {
    const rank = firstWithout(fronts, (front) => holdsDominator(front, point));
    if (rank === fronts.length) fronts.push([]);
    fronts[rank].push(point);
    return rank;
  };
}

function holdsDominator(front: readonly Point[], point: Point): boolean {
  for (let member = front.length - 1; member >= 0; member--) {
    if (dominates(front[member], point)) return true;
  }
  return false;
}

function firstWithout<Front>(fronts: readonly Front[], dominated: (front: Front) => boolean): number {
  let low = 0;
  let high = fronts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (dominated(fronts[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** By the first objective, then the next, then by index. */
export function lexicographicOrder(points: readonly Point[]): Int32Array {
  const firsts = new Float64Array(points.length);
  for (let index = 0; index < points.length; index++) firsts[index] = points[index][0];
  const order = orderOf(firsts);
  let start = 0;
  for (let place = 1; place <= order.length; place++) {
    if (place < order.length && firsts[order[place]] === firsts[order[start]]) continue;
    if (place - start > 1) {
      order.subarray(start, place).sort((a, b) => compareLexicographically(points[a], points[b]) || a - b);
    }
    start = place;
  }
  return order;
}

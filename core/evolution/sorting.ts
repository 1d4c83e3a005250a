import { dominates } from './dominance.js';
import { orderOf } from './order.js';
import { scratchFloats, scratchIntegers, type Scratch } from './scratch.js';
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
  const columns = columnsOf(points);
  const order = lexicographicOrder(columns, points.length);
  const sorter = sorterOf(points, columns);
  let previous = order[0];
  ranks[previous] = sorter(previous);
  for (let place = 1; place < points.length; place++) {
    const index = order[place];
    const repeats = compareRows(columns, previous, index) === 0;
    ranks[index] = repeats ? ranks[previous] : sorter(index);
    previous = index;
  }
  return ranks;
}

const scratchColumns: Scratch<Float64Array>[] = [];

/** The points' values, objective by objective. */
function columnsOf(points: readonly Point[]): readonly Float64Array[] {
  const columns: Float64Array[] = [];
  for (let objective = 0; objective < points[0].length; objective++) {
    scratchColumns[objective] ??= scratchFloats();
    const column = scratchColumns[objective](points.length);
    for (let index = 0; index < points.length; index++) column[index] = points[index][objective];
    columns.push(column);
  }
  return columns;
}

/** So many rows as are put in order by insertion in less time than by `sort`. */
const FEW = 16;

const scratchOrder = scratchIntegers();

/** The order of rows by the first column, then the next, then by index. */
function lexicographicOrder(columns: readonly Float64Array[], count: number): Int32Array {
  const [firsts] = columns;
  const order = orderOf(firsts, count, scratchOrder(count));
  let start = 0;
  for (let place = 1; place <= count; place++) {
    if (place < count && firsts[order[place]] === firsts[order[start]]) continue;
    if (place - start > FEW) {
      order.subarray(start, place).sort((a, b) => compareRows(columns, a, b) || a - b);
    } else if (place - start > 1) {
      insertRows(columns, order, start, place);
    }
    start = place;
  }
  return order;
}

function insertRows(columns: readonly Float64Array[], order: Int32Array, start: number, end: number): void {
  for (let next = start + 1; next < end; next++) {
    const row = order[next];
    let place = next;
    for (; place > start && compareRows(columns, order[place - 1], row) > 0; place--) {
      order[place] = order[place - 1];
    }
    order[place] = row;
  }
}

function compareRows(columns: readonly Float64Array[], a: number, b: number): number {
  for (let objective = 0; objective < columns.length; objective++) {
    const column = columns[objective];
    if (column[a] !== column[b]) return column[a] - column[b];
  }
  return 0;
}

/** Places points that come in lexicographic order, none twice: gives the number of the front that each joins. */
type Sorter = (index: number) => number;

function sorterOf(points: readonly Point[], columns: readonly Float64Array[]): Sorter {
  switch (columns.length) {
    case 1:
      return sorterOfTwo(new Float64Array(points.length), points.length);
    case 2:
      return sorterOfTwo(columns[1], points.length);
    case 3:
      return sorterOfThree(columns[1], columns[2]);
    default:
      return sorterOfMany(points);
  }
}

const scratchLowest = scratchFloats();

/** The member of a front that came last is the lowest in the second objective and decides alone. */
function sorterOfTwo(seconds: Float64Array, count: number): Sorter {
  const lowest = scratchLowest(count);
  let fronts = 0;
  return (index) => {
    const second = seconds[index];
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
function sorterOfThree(seconds: Float64Array, thirds: Float64Array): Sorter {
  const fronts: Staircase[] = [];
  return (index) => {
    const second = seconds[index];
    const third = thirds[index];
    let low = 0;
    let high = fronts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (fronts[middle].covers(second, third)) low = middle + 1;
      else high = middle;
    }
    if (low === fronts.length) fronts.push(new Staircase());
    fronts[low].add(second, third);
    return low;
  };
}

function sorterOfMany(points: readonly Point[]): Sorter {
  const fronts: Point[][] = [];
  return (index) => {
    const point = points[index];
    let low = 0;
    let high = fronts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holdsDominator(fronts[middle], point)) low = middle + 1;
      else high = middle;
    }
    if (low === fronts.length) fronts.push([]);
    fronts[low].push(point);
    return low;
  };
}

function holdsDominator(front: readonly Point[], point: Point): boolean {
  for (let member = front.length - 1; member >= 0; member--) {
    if (dominates(front[member], point)) return true;
  }
  return false;
}

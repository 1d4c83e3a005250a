import { compareLexicographically } from './dominance.js';
import { orderOf } from './order.js';
import { sortIntoFronts } from './sorting.js';

type Point = readonly number[];

/**
 * The exact volume that points dominate up to a reference point, objectives minimised. Points that are not better than
 * the reference in every objective add nothing. A sweep for two and three objectives (Fonseca, Paquete & López-Ibáñez
 * 2006), WFG (While, Bradstreet & Barone 2012) above them for more.
 */
export function hypervolume(points: readonly Point[], reference: Point): number {
  const columns = columnsInside(points, reference);
  if (columns[0].length === 0) return 0;
  switch (reference.length) {
    case 1:
      return reference[0] - columns[0].reduce((least, value) => Math.min(least, value), Infinity);
    case 2:
      return area(columns, reference);
    case 3:
      return sweep(columns, reference);
    default:
      return volume(nonDominated(rowsOf(columns)), reference);
  }
}

/** The values, objective by objective, of the points that are better than the reference in all of them. */
function columnsInside(points: readonly Point[], reference: Point): Float64Array[] {
  const columns = reference.map(() => new Float64Array(points.length));
  let count = 0;
  for (let index = 0; index < points.length; index++) {
    const point = points[index];
    let isInside = true;
    for (let objective = 0; objective < columns.length; objective++) {
      const value = point[objective];
      // The next point overwrites one that is outside.
      columns[objective][count] = value;
      if (value >= reference[objective]) isInside = false;
    }
    if (isInside) count++;
  }
  return columns.map((column) => column.subarray(0, count));
}

function area([xs, ys]: readonly Float64Array[], [right, top]: Point): number {
  const order = orderOf(xs);
  let total = 0;
  let ceiling = top;
  for (let place = 0; place < order.length; place++) {
    const x = xs[order[place]];
    let y = ys[order[place]];
    for (; place + 1 < order.length && xs[order[place + 1]] === x; place++)
      y = Math.min(y, ys[order[place + 1]]);
    if (y >= ceiling) continue;
    total += (right - x) * (ceiling - y);
    ceiling = y;
  }
  return total;
}

/**
 * Slices of equal third objective, from the best on: what they dominate in the plane is a staircase that grows with
 * each point. Its steps stand between two sentinels, so that every step has a left and a right neighbour.
 */
function sweep([firsts, seconds, thirds]: readonly Float64Array[], [right, top, depth]: Point): number {
  const order = orderOf(thirds);
  const xs = new Float64Array(order.length + 2);
  const ys = new Float64Array(order.length + 2);
  xs[0] = -Infinity;
  ys[0] = top;
  xs[1] = right;
  ys[1] = -Infinity;
  let steps = 2;
  let covered = 0;
  let total = 0;
  let reached = 0;
  for (let place = 0; place < order.length; place++) {
    const index = order[place];
    const x = firsts[index];
    const y = seconds[index];
    let low = 0;
    let high = steps - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (xs[middle] <= x) low = middle;
      else high = middle;
    }
    if (ys[low] <= y) continue;
    total += covered * (thirds[index] - reached);
    reached = thirds[index];
    // The new step takes the place of those from `first` to `end`, which are above it.
    const first = xs[low] === x ? low : low + 1;
    let end = first;
    let left = x;
    let ceiling = ys[first - 1];
    for (; ys[end] >= y; end++) {
      covered += (xs[end] - left) * (ceiling - y);
      left = xs[end];
      ceiling = ys[end];
    }
    covered += (xs[end] - left) * (ceiling - y);
    if (end === first) {
      for (let step = steps; step > first; step--) {
        xs[step] = xs[step - 1];
        ys[step] = ys[step - 1];
      }
    } else if (end > first + 1) {
      xs.copyWithin(first + 1, end, steps);
      ys.copyWithin(first + 1, end, steps);
    }
    xs[first] = x;
    ys[first] = y;
    steps += first + 1 - end;
  }
  return total + covered * (depth - reached);
}

function volume(points: readonly Point[], reference: Point): number {
  let total = 0;
  // Worst last objective first: what is left to compare with then differs in fewer objectives.
  const order = [...points].sort(
    (a, b) => b[b.length - 1] - a[a.length - 1] || compareLexicographically(a, b),
  );
  order.forEach((point, index) => {
    const limited = order
      .slice(index + 1)
      .map((other) => other.map((value, objective) => Math.max(value, point[objective])));
    total += box(point, reference) - volumeFlat(nonDominated(limited), reference, point);
  });
  return total;
}

/** Volume of points that share their last objective with `point`: an area of one objective less, times its depth. */
function volumeFlat(points: readonly Point[], reference: Point, point: Point): number {
  const last = reference.length - 1;
  const flat = points.map((each) => each.slice(0, last));
  return hypervolume(flat, reference.slice(0, last)) * (reference[last] - point[last]);
}

function rowsOf(columns: readonly Float64Array[]): Point[] {
  return Array.from(columns[0], (_, index) => columns.map((column) => column[index]));
}

function box(point: Point, reference: Point): number {
  return point.reduce((product, value, objective) => product * (reference[objective] - value), 1);
}

function nonDominated(points: readonly Point[]): Point[] {
  const [best = []] = sortIntoFronts(points);
  return best.map((index) => points[index]);
}

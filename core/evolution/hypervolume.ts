import { compareLexicographically } from './dominance.js';
import { orderOf } from './order.js';
import { lexicographicOrder, sortIntoFronts } from './sorting.js';

type Point = readonly number[];

/**
 * The exact volume that points dominate up to a reference point, objectives minimised. Points that are not better than
 * the reference in every objective add nothing. A sweep for two and three objectives (Fonseca, Paquete & López-Ibáñez
 * 2006), WFG (While, Bradstreet & Barone 2012) above them for more.
 */
export function hypervolume(points: readonly Point[], reference: Point): number {
  const inside = points.filter((point) => isInside(point, reference));
  if (inside.length === 0) return 0;
  switch (reference.length) {
    case 1:
      return reference[0] - inside.reduce((least, [value]) => Math.min(least, value), Infinity);
    case 2:
      return area(inside, reference);
    case 3:
      return sweep(inside, reference);
    default:
      return volume(nonDominated(inside), reference);
  }
}

function isInside(point: Point, reference: Point): boolean {
  for (let objective = 0; objective < reference.length; objective++) {
    if (point[objective] >= reference[objective]) return false;
  }
  return true;
}

function area(points: readonly Point[], [right, top]: Point): number {
  let total = 0;
  let ceiling = top;
  for (const index of lexicographicOrder(points)) {
    const [x, y] = points[index];
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
function sweep(points: readonly Point[], [right, top, depth]: Point): number {
  const thirds = Float64Array.from(points, (point) => point[2]);
  const xs = new Float64Array(points.length + 2);
  const ys = new Float64Array(points.length + 2);
  xs[0] = -Infinity;
  ys[0] = top;
  xs[1] = right;
  ys[1] = -Infinity;
  let steps = 2;
  let covered = 0;
  let total = 0;
  let reached = 0;
  for (const index of orderOf(thirds)) {
    const [x, y, z] = points[index];
    let low = 0;
    let high = steps - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (xs[middle] <= x) low = middle;
      else high = middle;
    }
    if (ys[low] <= y) continue;
    total += covered * (z - reached);
    reached = z;
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
    xs.copyWithin(first + 1, end, steps);
    ys.copyWithin(first + 1, end, steps);
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

function box(point: Point, reference: Point): number {
  return point.reduce((product, value, objective) => product * (reference[objective] - value), 1);
}

function nonDominated(points: readonly Point[]): Point[] {
  const [best = []] = sortIntoFronts(points);
  return best.map((index) => points[index]);
}

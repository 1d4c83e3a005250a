import { compareLexicographically } from './dominance.js';
import { sortIntoFronts } from './sorting.js';

type Point = readonly number[];

/**
 * The exact volume that points dominate up to a reference point, objectives minimised. Points that are not better than
 * the reference in every objective add nothing. A sweep for two objectives, WFG (While, Bradstreet & Barone 2012) for
 * more.
 */
export function hypervolume(points: readonly Point[], reference: Point): number {
  const inside = points.filter((point) => point.every((value, objective) => value < reference[objective]));
  return volume(nonDominated(inside), reference);
}

function volume(points: readonly Point[], reference: Point): number {
  if (points.length === 0) return 0;
  if (reference.length === 1) return reference[0] - Math.min(...points.map(([value]) => value));
  if (reference.length === 2) return area(points, reference);
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
  const flat = nonDominated(points.map((each) => each.slice(0, last)));
  return volume(flat, reference.slice(0, last)) * (reference[last] - point[last]);
}

function area(points: readonly Point[], [right, top]: Point): number {
  let total = 0;
  let ceiling = top;
  for (const [x, y] of [...points].sort(compareLexicographically)) {
    if (y >= ceiling) continue;
    total += (right - x) * (ceiling - y);
    ceiling = y;
  }
  return total;
}

function box(point: Point, reference: Point): number {
  return point.reduce((product, value, objective) => product * (reference[objective] - value), 1);
}

function nonDominated(points: readonly Point[]): Point[] {
  const [best = []] = sortIntoFronts(points);
  return best.map((index) => points[index]);
}

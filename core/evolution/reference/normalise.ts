type Point = readonly number[];

/** Extents below this are none. */
const EPSILON = 1e-10;
/** Weight of the other axes when the point nearest to one is looked for. */
const OFF_AXIS = 1e-6;
/** A share of the front's extent that does not count as being off an axis. */
const NEGLIGIBLE = 1e-3;

/** What maps the ideal point to 0 and the hyperplane through the extreme points to sum 1. */
export interface Scale {
  readonly ideal: Point;
  /** Where the hyperplane cuts each axis, seen from the ideal point. */
  readonly intercepts: Point;
}

/**
 * Adaptive normalisation (Deb & Jain 2014, section IV-C): the extreme points, each the best of an achievement function
 * along one axis, span a hyperplane that cuts the axes at the intercepts. Where they span none, or one that cuts an axis
 * below the ideal point, the worst of the front takes its place. Extremes are sought among all points ever seen, lest
 * the scale jumps when one of them does not survive.
 */
export function scaleOf(front: readonly Point[], all: readonly Point[]): Scale {
  const ideal = front[0].map((_, axis) =>
    all.reduce((least, point) => Math.min(least, point[axis]), Infinity),
  );
  const extent = ideal.map((least, axis) =>
    front.reduce((most, point) => Math.max(most, point[axis] - least), EPSILON),
  );
  const extremes = ideal.map((_, axis) => {
    const extreme = all[nearestToAxis(axis, all, ideal, extent)];
    return extreme.map((value, other) => value - ideal[other]);
  });
  const cuts = solve(extremes)?.map((coefficient) => 1 / coefficient);
  const isSound = cuts?.every((cut) => cut > EPSILON && cut < Infinity) ?? false;
  return { ideal, intercepts: cuts && isSound ? cuts : extent };
}

export function normalise(point: Point, { ideal, intercepts }: Scale): number[] {
  return point.map((value, axis) => (value - ideal[axis]) / intercepts[axis]);
}

function nearestToAxis(axis: number, points: readonly Point[], ideal: Point, extent: Point): number {
  let nearest = 0;
  let least = Infinity;
  for (let index = 0; index < points.length; index++) {
    let achieved = 0;
    for (let other = 0; other < ideal.length; other++) {
      const share = (points[index][other] - ideal[other]) / extent[other];
      if (share < NEGLIGIBLE) continue;
      achieved = Math.max(achieved, other === axis ? share : share / OFF_AXIS);
    }
    if (achieved < least) {
      least = achieved;
      nearest = index;
    }
  }
  return nearest;
}

/** The x with `rows` x = 1 by Gaussian elimination with pivoting; undefined where there is none, or no single one. */
function solve(rows: readonly Point[]): number[] | undefined {
  const matrix = rows.map((row) => [...row, 1]);
  const size = matrix.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(matrix[row][column]) > Math.abs(matrix[pivot][column])) pivot = row;
    }
    [matrix[column], matrix[pivot]] = [matrix[pivot], matrix[column]];
    if (Math.abs(matrix[column][column]) < EPSILON) return undefined;
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = matrix[row][column] / matrix[column][column];
      for (let k = column; k <= size; k++) matrix[row][k] -= factor * matrix[column][k];
    }
  }
  return matrix.map((row, index) => row[size] / row[index]);
}

type Point = readonly number[];

/** Extents below this are none. */
const EPSILON = 1e-10;
/** Weight of the other axes when the point nearest to one is looked for. */
const OFF_AXIS = 1e-6;

/** What maps the ideal point to 0 and the hyperplane through the extreme points to sum 1. */
export interface Scale {
  readonly ideal: Point;
  /** Where the hyperplane cuts each axis, seen from the ideal point. */
  readonly intercepts: Point;
}

/**
 * Adaptive normalisation (Deb & Jain 2014, section IV-C): the extreme points, each the best of an achievement function
 * along one axis, span a hyperplane that cuts the axes at the intercepts. Where they span none, or one that cuts an axis
 * at or below the ideal point, the worst of the front takes its place.
 */
export function scaleOf(front: readonly Point[], ideal: Point): Scale {
  const moved = front.map((point) => point.map((value, axis) => value - ideal[axis]));
  const extremes = ideal.map((_, axis) => extremePoint(moved, axis));
  const worst = ideal.map((_, axis) => moved.reduce((most, point) => Math.max(most, point[axis]), 0));
  const plane = solve(extremes);
  const cuts = plane?.map((coefficient) => 1 / coefficient);
  const isSound = cuts?.every((cut, axis) => cut > EPSILON && cut <= worst[axis] + EPSILON) ?? false;
  const intercepts = cuts && isSound ? cuts : worst;
  return { ideal, intercepts: intercepts.map((cut) => Math.max(cut, EPSILON)) };
}

export function normalise(point: Point, { ideal, intercepts }: Scale): number[] {
  return point.map((value, axis) => (value - ideal[axis]) / intercepts[axis]);
}

function extremePoint(points: readonly Point[], axis: number): Point {
  const achievement = (point: Point) =>
    point.reduce((most, value, other) => Math.max(most, other === axis ? value : value / OFF_AXIS), 0);
  return points.reduce((best, point) => (achievement(point) < achievement(best) ? point : best));
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

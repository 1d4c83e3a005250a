import type { Genome } from '../../../../core/evolution/types.js';
import { feasible, real, repeated, type Problem } from './problem.js';

const { PI, cos, sin } = Math;

/** The problems of Deb, Thiele, Laumanns & Zitzler 2005 with three objectives. */
export const dtlz: readonly Problem[] = [
  linear('dtlz1', 5),
  spherical('dtlz2', 10, bowl, 1),
  spherical('dtlz3', 10, ripples, 1),
  spherical('dtlz4', 10, bowl, 100),
];

/** The front is the plane of sum 1/2; `rest` genes decide how far a point is from it. */
function linear(name: string, rest: number): Problem {
  return {
    name,
    objectives: 3,
    genes: repeated(2 + rest, real(0, 1)),
    evaluate: ([a, b, ...others]) => {
      const scale = 0.5 * (1 + ripples(others));
      return feasible(scale * a * b, scale * a * (1 - b), scale * (1 - a));
    },
  };
}

/** The front is an eighth of the unit sphere. `power` crowds the points at its rim. */
function spherical(name: string, rest: number, distance: (x: Genome) => number, power: number): Problem {
  return {
    name,
    objectives: 3,
    genes: repeated(2 + rest, real(0, 1)),
    evaluate: ([a, b, ...others]) => {
      const radius = 1 + distance(others);
      const [first, second] = [(a ** power * PI) / 2, (b ** power * PI) / 2];
      return feasible(
        radius * cos(first) * cos(second),
        radius * cos(first) * sin(second),
        radius * sin(first),
      );
    },
  };
}

function bowl(x: Genome): number {
  return x.reduce((sum, value) => sum + (value - 0.5) ** 2, 0);
}

function ripples(x: Genome): number {
  const sum = x.reduce((total, value) => total + (value - 0.5) ** 2 - cos(20 * PI * (value - 0.5)), 0);
  return 100 * (x.length + sum);
}

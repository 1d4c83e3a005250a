import { constrained, real, type Problem } from './problem.js';

/** Constrained problems of the NSGA-II paper's time, as Deb 2001 collects them. */
export const constrainedProblems: readonly Problem[] = [
  {
    // Binh & Korn 1997.
    name: 'bnh',
    objectives: 2,
    genes: [real(0, 5), real(0, 3)],
    evaluate: ([x, y]) =>
      constrained(
        [25 - (x - 5) ** 2 - y ** 2, (x - 8) ** 2 + (y + 3) ** 2 - 7.7],
        [4 * x ** 2 + 4 * y ** 2, (x - 5) ** 2 + (y - 5) ** 2],
      ),
  },
  {
    // Srinivas & Deb 1994.
    name: 'srn',
    objectives: 2,
    genes: [real(-20, 20), real(-20, 20)],
    evaluate: ([x, y]) =>
      constrained(
        [225 - x ** 2 - y ** 2, 3 * y - x - 10],
        [2 + (x - 2) ** 2 + (y - 1) ** 2, 9 * x - (y - 1) ** 2],
      ),
  },
  {
    // Tanaka, Watanabe, Furukawa & Tanino 1995.
    name: 'tnk',
    objectives: 2,
    genes: [real(0, Math.PI), real(0, Math.PI)],
    evaluate: ([x, y]) =>
      constrained(
        [x ** 2 + y ** 2 - 1 - 0.1 * Math.cos(16 * Math.atan2(x, y)), 0.5 - (x - 0.5) ** 2 - (y - 0.5) ** 2],
        [x, y],
      ),
  },
];

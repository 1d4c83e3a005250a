import type { Genome } from '../../../../core/evolution/types.js';
import { feasible, real, repeated, type Problem } from './problem.js';

const { PI, cos, exp, sin, sqrt } = Math;

/** The problems of Zitzler, Deb & Thiele 2000, in their usual sizes. */
export const zdt: readonly Problem[] = [
  {
    name: 'zdt1',
    objectives: 2,
    genes: repeated(30, real(0, 1)),
    evaluate: (x) => {
      const g = 1 + 9 * meanOfRest(x);
      return feasible(x[0], g * (1 - sqrt(x[0] / g)));
    },
  },
  {
    name: 'zdt2',
    objectives: 2,
    genes: repeated(30, real(0, 1)),
    evaluate: (x) => {
      const g = 1 + 9 * meanOfRest(x);
      return feasible(x[0], g * (1 - (x[0] / g) ** 2));
    },
  },
  {
    name: 'zdt3',
    objectives: 2,
    genes: repeated(30, real(0, 1)),
    evaluate: (x) => {
      const g = 1 + 9 * meanOfRest(x);
      const share = x[0] / g;
      return feasible(x[0], g * (1 - sqrt(share) - share * sin(10 * PI * x[0])));
    },
  },
  {
    name: 'zdt4',
    objectives: 2,
    genes: [real(0, 1), ...repeated(9, real(-5, 5))],
    evaluate: ([first, ...rest]) => {
      const ripples = rest.reduce((sum, x) => sum + x * x - 10 * cos(4 * PI * x), 0);
      const g = 1 + 10 * rest.length + ripples;
      return feasible(first, g * (1 - sqrt(first / g)));
    },
  },
  {
    name: 'zdt5',
    objectives: 2,
    genes: repeated(80, { min: 0, max: 1 }),
    evaluate: (bits) => {
      const ones = (start: number, end: number) => bits.slice(start, end).reduce((sum, bit) => sum + bit, 0);
      const first = 1 + ones(0, 30);
      let g = 0;
      for (let start = 30; start < 80; start += 5) {
        const count = ones(start, start + 5);
        g += count === 5 ? 1 : 2 + count;
      }
      return feasible(first, g / first);
    },
  },
  {
    name: 'zdt6',
    objectives: 2,
    genes: repeated(10, real(0, 1)),
    evaluate: (x) => {
      const first = 1 - exp(-4 * x[0]) * sin(6 * PI * x[0]) ** 6;
      const g = 1 + 9 * meanOfRest(x) ** 0.25;
      return feasible(first, g * (1 - (first / g) ** 2));
    },
  },
];

function meanOfRest(x: Genome): number {
  let sum = 0;
  for (let gene = 1; gene < x.length; gene++) sum += x[gene];
  return sum / (x.length - 1);
}

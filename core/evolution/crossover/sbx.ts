import type { Random } from '../../random.js';
import { highest, lowest, nearest } from '../genes.js';
import type { GeneRange, Genome } from '../types.js';

/**
 * Simulated binary crossover, bounded (Deb & Agrawal 1995; the form of Deb's own NSGA-II program). Integers are crossed
 * as the real intervals that they stand for, and children are rounded. Each gene takes part with probability 1/2. A
 * larger `eta` keeps children nearer to their parents.
 */
export function crossSimulatedBinary(
  parents: readonly [Genome, Genome],
  genes: readonly GeneRange[],
  eta: number,
  random: Random,
): [Genome, Genome] {
  const first = [...parents[0]];
  const second = [...parents[1]];
  const exponent = 1 / (eta + 1);
  // Where a bound is as many gaps away, it cuts off less of the distribution than a double can tell.
  const far = 2 ** (54 * exponent);
  for (let gene = 0; gene < genes.length; gene++) {
    const takesPart = random.next() < 0.5;
    const draw = random.next();
    const swaps = random.next() < 0.5;
    const low = Math.min(first[gene], second[gene]);
    const high = Math.max(first[gene], second[gene]);
    if (!takesPart || low === high) continue;
    const range = genes[gene];
    const gap = high - low;
    const alphaBelow = inside(low - lowest(range));
    const alphaAbove = inside(highest(range) - high);
    const below = spread(alphaBelow);
    const above = alphaAbove === alphaBelow ? below : spread(alphaAbove);
    const lower = nearest(0.5 * (low + high - below * gap), range);
    const upper = nearest(0.5 * (low + high + above * gap), range);
    first[gene] = swaps ? upper : lower;
    second[gene] = swaps ? lower : upper;

    /** Twice the share of the distribution that lies inside a bound, `room` away from the parent on its side. */
    function inside(room: number): number {
      const reach = 1 + (2 * room) / gap;
      return reach > far ? 2 : 2 - reach ** -(eta + 1);
    }

    function spread(alpha: number): number {
      return draw <= 1 / alpha ? (draw * alpha) ** exponent : (1 / (2 - draw * alpha)) ** exponent;
    }
  }
  return [first, second];
}

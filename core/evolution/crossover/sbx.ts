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
  const first = parents[0].slice();
  const second = parents[1].slice();
  const order = eta + 1;
  // A bound as many gaps away cuts off less of the distribution than a double can tell.
  const far = 2 ** (54 / order);
  for (let gene = 0; gene < genes.length; gene++) {
    const takesPart = random.next() < 0.5;
    const draw = random.next();
    const swaps = random.next() < 0.5;
    if (!takesPart || first[gene] === second[gene]) continue;
    const range = genes[gene];
    const low = Math.min(first[gene], second[gene]);
    const high = Math.max(first[gene], second[gene]);
    const gap = high - low;
    const below = shareInside((low - lowest(range)) / gap, order, far);
    const above = shareInside((highest(range) - high) / gap, order, far);
    const down = spread(draw, below, order);
    const up = above === below ? down : spread(draw, above, order);
    const lower = nearest(0.5 * (low + high - down * gap), range);
    const upper = nearest(0.5 * (low + high + up * gap), range);
    first[gene] = swaps ? upper : lower;
    second[gene] = swaps ? lower : upper;
  }
  return [first, second];
}

/** Twice the share of the distribution that lies inside a bound, which is `room` gaps away from the parent on its side. */
function shareInside(room: number, order: number, far: number): number {
  return room > far ? 2 : 2 - power(1 + 2 * room, -order);
}

/** How far a child is from the parents' middle, in halves of the gap. */
function spread(draw: number, share: number, order: number): number {
  return draw <= 1 / share ? power(draw * share, 1 / order) : power(2 - draw * share, -1 / order);
}

/** Takes half the time of `**`, which is exact in cases that do not matter here. */
function power(base: number, exponent: number): number {
  return Math.exp(Math.log(base) * exponent);
}

import type { Random } from '../../random.js';
import { nearest } from '../genome.js';
import type { GeneRange, Genome } from '../types.js';

/**
 * Simulated binary crossover, bounded (Deb & Agrawal 1995; the form of Deb's own NSGA-II program), on integers: every
 * integer stands for the unit interval around it, so that the ends of a range are as likely as its inside, and children
 * are rounded. Each gene takes part with probability 1/2. A larger `eta` keeps children nearer to their parents.
 */
export function crossSimulatedBinary(
  parents: readonly [Genome, Genome],
  genes: readonly GeneRange[],
  eta: number,
  random: Random,
): [Genome, Genome] {
  const first = [...parents[0]];
  const second = [...parents[1]];
  genes.forEach((range, gene) => {
    const takesPart = random.next() < 0.5;
    const draw = random.next();
    const swaps = random.next() < 0.5;
    const low = Math.min(first[gene], second[gene]);
    const high = Math.max(first[gene], second[gene]);
    if (!takesPart || low === high) return;
    const lower = child(draw, low + high, high - low, low - (range.min - 0.5), eta, -1);
    const upper = child(draw, low + high, high - low, range.max + 0.5 - high, eta, 1);
    first[gene] = nearest(swaps ? upper : lower, range);
    second[gene] = nearest(swaps ? lower : upper, range);
  });
  return [first, second];
}

/** The child on one side (-1 or 1) of the parents' middle; `room` is the distance from that side's parent to its bound. */
function child(draw: number, sum: number, gap: number, room: number, eta: number, side: number): number {
  const alpha = 2 - (1 + (2 * room) / gap) ** -(eta + 1);
  const spread =
    draw <= 1 / alpha ? (draw * alpha) ** (1 / (eta + 1)) : (1 / (2 - draw * alpha)) ** (1 / (eta + 1));
  return 0.5 * (sum + side * spread * gap);
}

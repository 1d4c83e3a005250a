import type { Random } from '../../random.js';
import { highest, lowest, nearest } from '../genes.js';
import { power, root } from '../power.js';
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
  const draws = drawsFor(genes.length, random);
  for (let gene = 0; gene < genes.length; gene++) {
    const takesPart = draws[3 * gene] < 0.5;
    if (!takesPart) continue;
    const one = first[gene];
    const other = second[gene];
    if (one === other) continue;
    const draw = draws[3 * gene + 1];
    const swaps = draws[3 * gene + 2] < 0.5;
    const range = genes[gene];
    const low = one < other ? one : other;
    const high = one < other ? other : one;
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

/** Memory for the draws of one pair, kept from call to call. */
let memory = new Float64Array(0);

/** Three draws a gene: whether it takes part, how far its children are, and which child is whose. */
function drawsFor(genes: number, random: Random): Float64Array {
  if (memory.length !== 3 * genes) memory = new Float64Array(3 * genes);
  random.fill(memory);
  return memory;
}

/** Twice the share of the distribution that lies inside a bound, which is `room` gaps away from the parent on its side. */
function shareInside(room: number, order: number, far: number): number {
  return room > far ? 2 : 2 - 1 / power(1 + 2 * room, order);
}

/** How far a child is from the parents' middle, in halves of the gap. */
function spread(draw: number, share: number, order: number): number {
  const inside = draw * share;
  return inside <= 1 ? root(inside, order) : 1 / root(2 - inside, order);
}

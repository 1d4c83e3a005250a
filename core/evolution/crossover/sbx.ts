import type { Random } from '../../random.js';
import { highest, lowest, nearest } from '../genes.js';
import { power, root } from '../power.js';
import { scratchFloats, scratchIntegers } from '../scratch.js';
import type { GeneRange, Genome } from '../types.js';

const scratchCrossed = scratchIntegers();
const scratchDraws = scratchFloats();

/**
 * Simulated binary crossover, bounded (Deb & Agrawal 1995; the form of Deb's own NSGA-II program). Integers are crossed
 * as the real intervals that they stand for, and children are rounded. Each gene takes part with probability 1/2. A
 * larger `eta` keeps children nearer to their parents.
 */
export function crossSimulatedBinary(
  [one, other]: readonly [Genome, Genome],
  genes: readonly GeneRange[],
  eta: number,
  random: Random,
): [number[], number[]] {
  const children: [number[], number[]] = [one.slice(), other.slice()];
  const crossed = scratchCrossed(genes.length);
  const count = chooseGenes(one, other, random, crossed);
  const draws = scratchDraws(count);
  random.fill(draws, count);
  for (let place = 0; place < count; place++) {
    const gene = crossed[place] >> 1;
    const child = crossed[place] & 1;
    const range = genes[gene];
    const middle = 0.5 * (one[gene] + other[gene]);
    const gap = Math.abs(one[gene] - other[gene]);
    const down = reach(draws[place], (middle - lowest(range)) / gap, eta + 1);
    const up = reach(draws[place], (highest(range) - middle) / gap, eta + 1);
    children[child][gene] = nearest(middle - 0.5 * down * gap, range);
    children[1 - child][gene] = nearest(middle + 0.5 * up * gap, range);
  }
  return children;
}

/** Genes that one draw of 32 bits decides on: two bits each. */
const GENES_A_DRAW = 16;

/**
 * Lists the genes that take part and in which the parents differ, each as twice its index, plus 1 where the second child
 * gets the lower value. Gives their number.
 */
function chooseGenes(one: Genome, other: Genome, random: Random, crossed: Int32Array): number {
  let count = 0;
  let coins = 0;
  for (let gene = 0; gene < one.length; gene++) {
    coins = gene % GENES_A_DRAW === 0 ? random.uint32() : coins >>> 2;
    crossed[count] = 2 * gene + ((coins >>> 1) & 1);
    const takesPart = coins & 1;
    if (one[gene] !== other[gene]) count += takesPart;
  }
  return count;
}

/** How far a child is from the parents' middle, in halves of their gap; the bound on its side is `room` gaps away. */
function reach(draw: number, room: number, order: number): number {
  // A parent is never beyond the bound, whatever is lost to rounding.
  const bound = Math.max(1, 2 * room);
  const twiceTheShareInside = 2 - 1 / power(bound, order);
  const inside = draw * twiceTheShareInside;
  const outwards = inside > 1;
  const distance = root(outwards ? 2 - inside : inside, order);
  return outwards ? 1 / distance : distance;
}

import type { Random } from '../../random.js';
import { nearest, rangeSize } from '../genome.js';
import type { GeneRange, Genome } from '../types.js';

/**
 * Latin hypercube (McKay, Beckman & Conover 1979): each gene's range is cut into `count` equal strata, and each stratum
 * holds one genome. A gene with fewer values than strata takes each value equally often, give or take one.
 */
export function sampleLatinHypercube(genes: readonly GeneRange[], count: number, random: Random): Genome[] {
  const columns = genes.map((range) => {
    const strata = random.shuffle(Array.from({ length: count }, (_, stratum) => stratum));
    return strata.map((stratum) => {
      const position = (stratum + random.next()) / count;
      return nearest(range.min + Math.floor(position * rangeSize(range)), range);
    });
  });
  return Array.from({ length: count }, (_, row) => columns.map((column) => column[row]));
}

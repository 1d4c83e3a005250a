import type { Random } from '../../random.js';
import { nearest, rangeSize } from '../genes.js';
import type { GeneRange, Genome } from '../types.js';

/**
 * Latin hypercube (McKay, Beckman & Conover 1979): each gene's range is cut into `count` equal strata, and each stratum
 * holds one genome. An integer gene with fewer values than strata takes each value equally often, give or take one.
 */
export function sampleLatinHypercube(genes: readonly GeneRange[], count: number, random: Random): Genome[] {
  const columns = genes.map((range) => {
    const strata = random.shuffle(Array.from({ length: count }, (_, stratum) => stratum));
    return strata.map((stratum) => at(range, (stratum + random.next()) / count));
  });
  return Array.from({ length: count }, (_, row) => columns.map((column) => column[row]));
}

function at(range: GeneRange, position: number): number {
  const offset =
    range.kind === 'real' ? position * (range.max - range.min) : Math.floor(position * rangeSize(range));
  return nearest(range.min + offset, range);
}

import type { Random } from '../../random.js';
import { nearest } from '../genes.js';
import type { GeneRange, Genome } from '../types.js';

/** Standard deviation of the genomes around the ladder, as a fraction of a gene's range. */
const SPREAD = 0.15;

/**
 * Half of the genomes (rounded up) are the rungs of a ladder from all genes at their minimum to all at their maximum,
 * in equal steps of one ratio; the other half scatters around rungs drawn at random, each gene by a normal deviate.
 * Where a gene means size, this spans the whole front from the first generation on.
 */
export function sampleLadder(genes: readonly GeneRange[], count: number, random: Random): Genome[] {
  const rungs = Math.ceil(count / 2);
  return Array.from({ length: count }, (_, index) => {
    if (index < rungs) {
      const ratio = rungs === 1 ? 1 : index / (rungs - 1);
      return genes.map((range) => at(range, ratio));
    }
    const ratio = random.next();
    return genes.map((range) => at(range, ratio + SPREAD * random.normal()));
  });
}

function at(range: GeneRange, ratio: number): number {
  return nearest(range.min + ratio * (range.max - range.min), range);
}

import type { Random } from '../../random.js';
import { rangeSize } from '../genome.js';
import type { GeneRange, Genome } from '../types.js';

/** One genome, every gene uniform over its range. */
export function uniformGenome(genes: readonly GeneRange[], random: Random): Genome {
  return genes.map((range) => range.min + random.below(rangeSize(range)));
}

/** Genomes that know nothing of each other. */
export function sampleUniform(genes: readonly GeneRange[], count: number, random: Random): Genome[] {
  return Array.from({ length: count }, () => uniformGenome(genes, random));
}

import type { Random } from '../../random.js';
import { anyValue } from '../genes.js';
import type { GeneRange, Genome } from '../types.js';

/** Genomes that know nothing of each other, every gene uniform over its range. */
export function sampleUniform(genes: readonly GeneRange[], count: number, random: Random): Genome[] {
  return Array.from({ length: count }, () => genes.map((range) => anyValue(range, random)));
}

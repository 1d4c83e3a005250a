import type { GeneRange, Genome } from './types.js';

/** Equal for equal genomes and for no others. */
export function genomeKey(genome: Genome): string {
  return genome.join(',');
}

/** How many values a gene may take. */
export function rangeSize(range: GeneRange): number {
  return range.max - range.min + 1;
}

/** The integer of a range that is nearest to a real number. */
export function nearest(value: number, range: GeneRange): number {
  return Math.min(range.max, Math.max(range.min, Math.round(value)));
}

/** How many genomes there are; Infinity where the number is too large for a double. */
export function spaceSize(genes: readonly GeneRange[]): number {
  return genes.reduce((size, range) => size * rangeSize(range), 1);
}

/** The genome after this one when genomes are counted like an odometer, the last gene fastest; the last is followed by the first. */
export function successor(genome: Genome, genes: readonly GeneRange[]): Genome {
  const next = [...genome];
  for (let gene = next.length - 1; gene >= 0; gene--) {
    if (next[gene] < genes[gene].max) {
      next[gene]++;
      return next;
    }
    next[gene] = genes[gene].min;
  }
  return next;
}

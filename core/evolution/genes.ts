import type { Random } from '../random.js';
import type { GeneRange, Genome } from './types.js';

/** How many values a gene may take: without end for a real one, unless both ends of its range are one. */
export function rangeSize(range: GeneRange): number {
  if (range.kind === 'real') return range.min === range.max ? 1 : Infinity;
  return range.max - range.min + 1;
}

/**
 * Where the real interval of a gene begins. Every integer stands for the unit interval around it, so that the ends of a
 * range are as likely as its inside.
 */
export function lowest(range: GeneRange): number {
  return range.kind === 'real' ? range.min : range.min - 0.5;
}

/** Where the real interval of a gene ends. */
export function highest(range: GeneRange): number {
  return range.kind === 'real' ? range.max : range.max + 0.5;
}

/** The value of a range that is nearest to a real number. */
export function nearest(value: number, range: GeneRange): number {
  return Math.min(range.max, Math.max(range.min, range.kind === 'real' ? value : Math.round(value)));
}

/** Any value of a range, all equally likely. */
export function anyValue(range: GeneRange, random: Random): number {
  if (range.kind === 'real') return range.min + random.next() * (range.max - range.min);
  return range.min + random.below(rangeSize(range));
}

/** Whether a value is one of the range's. */
export function isInRange(value: number, range: GeneRange): boolean {
  return (range.kind === 'real' || Number.isInteger(value)) && value >= range.min && value <= range.max;
}

/** How many genomes there are; Infinity where the number is too large for a double. */
export function spaceSize(genes: readonly GeneRange[]): number {
  return genes.reduce((size, range) => size * rangeSize(range), 1);
}

/**
 * The genome after this one when genomes are counted like an odometer, the last gene fastest; the last is followed by
 * the first. Real genes stay.
 */
export function successor(genome: Genome, genes: readonly GeneRange[]): Genome {
  const next = [...genome];
  for (let gene = next.length - 1; gene >= 0; gene--) {
    if (genes[gene].kind === 'real') continue;
    if (next[gene] < genes[gene].max) {
      next[gene]++;
      return next;
    }
    next[gene] = genes[gene].min;
  }
  return next;
}

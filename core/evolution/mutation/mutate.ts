import type { Random } from '../../random.js';
import type { GeneRange, Genome, SearchSettings } from '../types.js';
import { mutateByCreep } from './creep.js';
import { mutatePolynomial } from './polynomial.js';
import { mutateReset } from './reset.js';

/**
 * Mutates each gene with the probability of the settings, in place, and gives the genome back. One draw a mutated gene
 * says how many are passed over before it: their number is distributed geometrically.
 */
export function mutate(genome: number[], { genes, mutation }: SearchSettings, random: Random): Genome {
  const scale = 1 / Math.log1p(-mutation.probability);
  let gene = -1;
  for (;;) {
    gene += 1 + Math.floor(Math.log(1 - random.next()) * scale);
    // With probability 0 it is infinite or not a number.
    if (!(gene < genome.length)) return genome;
    genome[gene] = mutateGene(genome[gene], genes[gene], mutation, random);
  }
}

function mutateGene(
  value: number,
  range: GeneRange,
  { kind, eta }: SearchSettings['mutation'],
  random: Random,
): number {
  switch (kind) {
    case 'polynomial':
      return mutatePolynomial(value, range, eta, random);
    case 'reset':
      return mutateReset(value, range, random);
    case 'creep':
      return mutateByCreep(value, range, random);
  }
}

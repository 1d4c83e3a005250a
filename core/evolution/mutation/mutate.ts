import type { Random } from '../../random.js';
import type { GeneRange, Genome, SearchSettings } from '../types.js';
import { mutateByCreep } from './creep.js';
import { mutatePolynomial } from './polynomial.js';
import { mutateReset } from './reset.js';

/** The genome with each gene mutated with the probability of the settings; itself where none is. */
export function mutate(genome: Genome, { genes, mutation }: SearchSettings, random: Random): Genome {
  let mutant: number[] | undefined;
  for (let gene = 0; gene < genome.length; gene++) {
    if (random.next() >= mutation.probability) continue;
    mutant ??= genome.slice();
    mutant[gene] = mutateGene(genome[gene], genes[gene], mutation, random);
  }
  return mutant ?? genome;
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

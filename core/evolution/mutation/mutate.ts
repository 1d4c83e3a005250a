import type { Random } from '../../random.js';
import type { Genome, SearchSettings } from '../types.js';
import { mutatePolynomial } from './polynomial.js';
import { mutateReset } from './reset.js';

/** The genome with each gene mutated with the probability of the settings. */
export function mutate(genome: Genome, settings: SearchSettings, random: Random): Genome {
  const { kind, probability, eta } = settings.mutation;
  return genome.map((value, gene) => {
    if (random.next() >= probability) return value;
    const range = settings.genes[gene];
    switch (kind) {
      case 'polynomial':
        return mutatePolynomial(value, range, eta, random);
      case 'reset':
        return mutateReset(value, range, random);
    }
  });
}

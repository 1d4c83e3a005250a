import type { Random } from '../../random.js';
import type { Genome } from '../types.js';

/** Uniform crossover (Syswerda 1989): the parents swap each gene with probability 1/2. */
export function crossUniform(parents: readonly [Genome, Genome], random: Random): [number[], number[]] {
  const first = [...parents[0]];
  const second = [...parents[1]];
  for (let gene = 0; gene < first.length; gene++) {
    if (random.next() < 0.5) [first[gene], second[gene]] = [second[gene], first[gene]];
  }
  return [first, second];
}

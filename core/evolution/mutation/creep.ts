import type { Random } from '../../random.js';
import { highest, lowest, nearest } from '../genes.js';
import type { GeneRange } from '../types.js';
import { neighbour } from './neighbour.js';

/** Standard deviation of the step, as a fraction of a gene's range. */
const STEP = 0.05;

/** Creep (Davis 1991): a small step to either side, normally distributed; at least to the next integer. */
export function mutateByCreep(value: number, range: GeneRange, random: Random): number {
  const step = STEP * (highest(range) - lowest(range)) * random.normal();
  const mutated = nearest(value + step, range);
  return mutated === value ? neighbour(value, step, range) : mutated;
}

import type { Random } from '../../random.js';
import type { Genome, SearchSettings } from '../types.js';
import { crossOnePoint, crossTwoPoints } from './points.js';
import { crossSimulatedBinary } from './sbx.js';
import { crossUniform } from './uniform.js';

/** Two children of two parents, the caller's to change; copies of the parents where the pair does not cross. */
export function cross(
  parents: readonly [Genome, Genome],
  settings: SearchSettings,
  random: Random,
): readonly [number[], number[]] {
  const { kind, probability, eta } = settings.crossover;
  if (random.next() >= probability) return [parents[0].slice(), parents[1].slice()];
  switch (kind) {
    case 'sbx':
      return crossSimulatedBinary(parents, settings.genes, eta, random);
    case 'uniform':
      return crossUniform(parents, random);
    case 'one-point':
      return crossOnePoint(parents, random);
    case 'two-point':
      return crossTwoPoints(parents, random);
  }
}

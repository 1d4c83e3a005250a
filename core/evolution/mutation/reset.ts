import type { Random } from '../../random.js';
import { anyValue, rangeSize } from '../genes.js';
import type { GeneRange } from '../types.js';

/** Any other value of the range, all equally likely; the value itself where it is the only one. */
export function mutateReset(value: number, range: GeneRange, random: Random): number {
  if (range.kind === 'real') return anyValue(range, random);
  const others = rangeSize(range) - 1;
  const offset = random.below(others);
  if (others === 0) return value;
  const drawn = range.min + offset;
  return drawn >= value ? drawn + 1 : drawn;
}

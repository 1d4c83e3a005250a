import type { Random } from '../../random.js';
import { highest, lowest, nearest } from '../genes.js';
import { power, root } from '../power.js';
import type { GeneRange } from '../types.js';
import { neighbour } from './neighbour.js';

/**
 * Polynomial mutation, bounded (Deb & Goyal 1996; the form of Deb's own NSGA-II program), of one gene. An integer
 * deviates as the real interval that it stands for, is rounded, and moves by one at least. A larger `eta` keeps the
 * value nearer.
 */
export function mutatePolynomial(value: number, range: GeneRange, eta: number, random: Random): number {
  const width = highest(range) - lowest(range);
  const draw = random.next();
  if (range.min === range.max) return value;
  const deviation =
    draw < 0.5
      ? -reach(draw, (value - lowest(range)) / width, eta)
      : reach(1 - draw, (highest(range) - value) / width, eta);
  const mutated = nearest(value + deviation * width, range);
  return mutated === value ? neighbour(value, deviation, range) : mutated;
}

/** How far one side deviates, for a draw in [0, 0.5]; `room` is left on that side. Both are fractions of the width. */
function reach(tail: number, room: number, eta: number): number {
  const inner = power(1 - room, eta + 1);
  return 1 - root(2 * tail + (1 - 2 * tail) * inner, eta + 1);
}

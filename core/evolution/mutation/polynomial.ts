import type { Random } from '../../random.js';
import { nearest } from '../genome.js';
import type { GeneRange } from '../types.js';

/**
 * Polynomial mutation, bounded (Deb & Goyal 1996; the form of Deb's own NSGA-II program), of one integer gene: every
 * integer stands for the unit interval around it. A deviation that rounds to nothing becomes a step of one, because in
 * the short ranges of channel counts most would. A larger `eta` keeps the value nearer.
 */
export function mutatePolynomial(value: number, range: GeneRange, eta: number, random: Random): number {
  const width = range.max - range.min + 1;
  const draw = random.next();
  if (width === 1) return value;
  const deviation =
    draw < 0.5 ? -reach(draw, value - range.min + 0.5) : reach(1 - draw, range.max + 0.5 - value);
  const mutated = nearest(value + deviation * width, range);
  return mutated === value ? neighbour(value, deviation, range) : mutated;

  /** How far one side deviates, as a fraction of the width, for a draw in [0, 0.5]; `room` is left on that side. */
  function reach(tail: number, room: number): number {
    const inner = (1 - room / width) ** (eta + 1);
    return 1 - (2 * tail + (1 - 2 * tail) * inner) ** (1 / (eta + 1));
  }
}

function neighbour(value: number, direction: number, range: GeneRange): number {
  const step = direction < 0 ? -1 : 1;
  const stepped = value + step;
  return stepped < range.min || stepped > range.max ? value - step : stepped;
}

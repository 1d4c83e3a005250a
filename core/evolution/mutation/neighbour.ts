import { rangeSize } from '../genes.js';
import type { GeneRange } from '../types.js';

/**
 * The next integer in a direction, or in the other one at the end of the range. In the short ranges of channel counts
 * most deviations would otherwise round to nothing. Real values stay as they are.
 */
export function neighbour(value: number, direction: number, range: GeneRange): number {
  if (range.kind === 'real' || rangeSize(range) === 1) return value;
  const step = direction < 0 ? -1 : 1;
  const stepped = value + step;
  return stepped < range.min || stepped > range.max ? value - step : stepped;
}

import type { Random } from '../random.js';
import { compareRanked, type Ranked } from './ranking.js';

/** Binary tournament with the crowded comparison: the better of two drawn at random, with replacement. */
export function tournament(ranked: readonly Ranked[], random: Random): Ranked {
  const first = ranked[random.below(ranked.length)];
  const second = ranked[random.below(ranked.length)];
  return compareRanked(first, second) <= 0 ? first : second;
}

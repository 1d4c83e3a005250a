import type { Random } from '../random.js';
import type { Individual } from './types.js';

/** Binary tournament: the better of two drawn at random, with replacement, from individuals ranked best first. */
export function tournament(ranked: readonly Individual[], random: Random): Individual {
  const first = random.below(ranked.length);
  const second = random.below(ranked.length);
  return ranked[Math.min(first, second)];
}

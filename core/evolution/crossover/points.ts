import type { Random } from '../../random.js';
import type { Genome } from '../types.js';

/** One-point crossover (Holland 1975): the parents swap all genes from a place drawn at random on. */
export function crossOnePoint(parents: readonly [Genome, Genome], random: Random): [number[], number[]] {
  const { length } = parents[0];
  return swapBetween(parents, 1 + random.below(length - 1), length);
}

/** Two-point crossover: the parents swap the genes between two places drawn at random, all genes excepted. */
export function crossTwoPoints(parents: readonly [Genome, Genome], random: Random): [number[], number[]] {
  const { length } = parents[0];
  const start = random.below(length);
  const count = 1 + random.below(length - 1);
  // A stretch that runs over the end goes on at the beginning: there it is the rest that is swapped.
  return start + count <= length
    ? swapBetween(parents, start, start + count)
    : swapBetween(parents, start + count - length, start);
}

function swapBetween(
  [one, other]: readonly [Genome, Genome],
  start: number,
  end: number,
): [number[], number[]] {
  return [
    [...one.slice(0, start), ...other.slice(start, end), ...one.slice(end)],
    [...other.slice(0, start), ...one.slice(start, end), ...other.slice(end)],
  ];
}

import { TensorError } from '../../../core/errors.js';
import { deriveSeed, Random } from '../../../core/random.js';

/**
 * `count` of the indices below `length`, ascending, drawn by seed and purpose alone.
 *
 * Throws a TensorError `EVALUATION_BAD_VALUE` for a count that is not a whole number within `length`.
 */
export function chooseIndices(purpose: string, length: number, count: number, seed: number): number[] {
  if (!Number.isInteger(count) || count < 0 || count > length) {
    throw new TensorError(
      'EVALUATION_BAD_VALUE',
      `An evaluation asks for ${count} images for ${purpose}; there are ${length}.`,
      { hint: `Give a whole number of at most ${length}.` },
    );
  }
  const indices = Array.from({ length }, (_, index) => index);
  if (count === length) return indices;
  const shuffled = Random.fromSeed(deriveSeed(seed, 'evaluation', purpose)).shuffle(indices);
  return shuffled.slice(0, count).sort((a, b) => a - b);
}

import type { Confusion } from './confusion.js';
import { addCells, type ImageConfusions, sumOfImages } from './image-confusions.js';

/** Figures of an evaluation, and what each would be without one of its images. NaN where a figure has no value. */
export interface Jackknifed {
  readonly indices: readonly number[];
  readonly whole: readonly number[];
  /** An entry an image, in the order of `indices`. */
  readonly leftOut: readonly (readonly number[])[];
}

export interface PairedDifference {
  readonly difference: number;
  /** Infinity for fewer than two images. */
  readonly standardError: number;
}

/**
 * Computes figures of summed confusion matrices, over all images and with each image left out in turn. Counts are whole
 * numbers, so that leaving out and putting back is exact.
 */
export function jackknife(
  images: ImageConfusions,
  figures: (confusion: Confusion) => readonly number[],
): Jackknifed {
  const confusion = sumOfImages(images);
  const whole = figures(confusion);
  const leftOut = images.cells.map((cells) => {
    addCells(confusion, cells, -1);
    const without = figures(confusion);
    addCells(confusion, cells);
    return without;
  });
  return { indices: images.indices, whole, leftOut };
}

/**
 * The difference a - b of one figure of two evaluations on the same images, with its standard error by the jackknife
 * (Efron & Tibshirani 1993, An Introduction to the Bootstrap, equation 11.5), an image left out of both at a time: what
 * makes an image hard for both cancels out, and the error is far smaller than those of a and b. Where the images were
 * drawn from no more than `population` many, and the difference on those is what counts, the error is smaller by the
 * finite population correction sqrt(1 - n/N) (Cochran 1977, Sampling Techniques, section 2.6).
 *
 * Throws a plain Error where the images differ: a defect of the caller.
 */
export function pairedDifference(
  a: Jackknifed,
  b: Jackknifed,
  figure: number,
  population = Infinity,
): PairedDifference {
  const count = a.indices.length;
  if (count !== b.indices.length || a.indices.some((index, place) => index !== b.indices[place])) {
    throw new Error('Evaluations on different images make no pairs.');
  }
  const difference = a.whole[figure] - b.whole[figure];
  if (count < 2) return { difference, standardError: Infinity };
  const partial = a.leftOut.map((values, image) => values[figure] - b.leftOut[image][figure]);
  const mean = partial.reduce((sum, value) => sum + value, 0) / count;
  const squares = partial.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { difference, standardError: Math.sqrt((1 - count / population) * ((count - 1) / count) * squares) };
}

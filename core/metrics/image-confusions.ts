import { addToConfusion, emptyConfusion, type Confusion } from './confusion.js';

/** Pixel counts of an evaluation image by image: what its statistical error is computed from. Plain JSON. */
export interface ImageConfusions {
  readonly version: 1;
  /** Names, in the order of the labels. */
  readonly classes: readonly string[];
  /** Places of the images in their split, ascending. */
  readonly indices: readonly number[];
  /**
   * An image after the other, its counts above 0 as a flat list of cell and pixels, cells ascending; a cell is true
   * class * classes + predicted class.
   */
  readonly cells: readonly (readonly number[])[];
}

/** The counts of one image. Throws `addToConfusion`'s RangeErrors. */
export function imageCells(
  classes: number,
  truth: Uint8Array,
  predicted: Uint8Array,
  ignoreLabel: number,
): number[] {
  const confusion = emptyConfusion(classes);
  addToConfusion(confusion, truth, predicted, ignoreLabel);
  return [...confusion.counts].flatMap((count, cell) => (count > 0 ? [cell, count] : []));
}

/** Adds an image's counts to `confusion` in place, or with `sign` -1 takes them away. */
export function addCells({ counts }: Confusion, cells: readonly number[], sign: 1 | -1 = 1): void {
  for (let place = 0; place < cells.length; place += 2) counts[cells[place]] += sign * cells[place + 1];
}

/** The counts over all images. */
export function sumOfImages({ classes, cells }: ImageConfusions): Confusion {
  const confusion = emptyConfusion(classes.length);
  for (const image of cells) addCells(confusion, image);
  return confusion;
}

/** Two evaluations of one network on different images as one, whatever the order in which they ran. */
export function joinImages(first: ImageConfusions, second: ImageConfusions): ImageConfusions {
  const all = [first, second].flatMap(({ indices, cells }) =>
    indices.map((index, place) => ({ index, cells: cells[place] })),
  );
  all.sort((a, b) => a.index - b.index);
  return { ...first, indices: all.map(({ index }) => index), cells: all.map(({ cells }) => cells) };
}

export function isImageConfusions(value: unknown): value is ImageConfusions {
  return typeof value === 'object' && value !== null && 'indices' in value && 'cells' in value;
}

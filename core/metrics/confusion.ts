/** Pixel counts by true class (rows) and predicted class (columns), row-major, classes x classes. */
export interface Confusion {
  readonly classes: number;
  /** Whole numbers; doubles hold them exactly up to 2^53. */
  readonly counts: Float64Array;
}

export function emptyConfusion(classes: number): Confusion {
  return { classes, counts: new Float64Array(classes * classes) };
}

/**
 * Counts pixels into `confusion`, in place. `truth` and `predicted` hold a class index a pixel; pixels whose truth is
 * `ignoreLabel` do not count.
 *
 * Throws a RangeError, with nothing counted, where lengths differ or a label is no class.
 */
export function addToConfusion(
  confusion: Confusion,
  truth: Uint8Array,
  predicted: Uint8Array,
  ignoreLabel: number,
): void {
  const { classes, counts } = confusion;
  checkLabels(classes, truth, predicted, ignoreLabel);
  for (let pixel = 0; pixel < truth.length; pixel++) {
    if (truth[pixel] !== ignoreLabel) counts[truth[pixel] * classes + predicted[pixel]]++;
  }
}

/**
 * Intersection over union by class: true positives over true positives, false positives and false negatives (Everingham
 * et al. 2015, The Pascal VOC Challenge: A Retrospective). Null for a class that is in no true and in no predicted
 * pixel that counts.
 */
export function iou({ classes, counts }: Confusion): (number | null)[] {
  return Array.from({ length: classes }, (_, index) => {
    let truth = 0;
    let predicted = 0;
    for (let other = 0; other < classes; other++) {
      truth += counts[index * classes + other];
      predicted += counts[other * classes + index];
    }
    const hits = counts[index * classes + index];
    const union = truth + predicted - hits;
    return union === 0 ? null : hits / union;
  });
}

/**
 * Mean IoU, 0 … 1, over the classes that have one, as cityscapesscripts averages. Null where no class has: no pixel
 * counted.
 */
export function miou(confusion: Confusion): number | null {
  const values = iou(confusion).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Correct pixels over counted ones, 0 … 1; null where no pixel counted. */
export function pixelAccuracy({ classes, counts }: Confusion): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let hits = 0;
  for (let index = 0; index < classes; index++) hits += counts[index * classes + index];
  return total === 0 ? null : hits / total;
}

/** The counts as rows of plain numbers, a row a true class. */
export function confusionRows({ classes, counts }: Confusion): number[][] {
  return Array.from({ length: classes }, (_, row) => [
    ...counts.subarray(row * classes, (row + 1) * classes),
  ]);
}

function checkLabels(classes: number, truth: Uint8Array, predicted: Uint8Array, ignoreLabel: number): void {
  if (truth.length !== predicted.length) {
    throw new RangeError(`${predicted.length} predictions for ${truth.length} labels`);
  }
  for (let pixel = 0; pixel < truth.length; pixel++) {
    if (truth[pixel] === ignoreLabel) continue;
    if (truth[pixel] >= classes) throw new RangeError(`label ${truth[pixel]} of ${classes} classes`);
    if (predicted[pixel] >= classes)
      throw new RangeError(`prediction ${predicted[pixel]} of ${classes} classes`);
  }
}

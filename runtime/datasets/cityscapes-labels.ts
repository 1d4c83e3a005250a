import { CITYSCAPES_CLASSES } from '../../core/pipeline/dataset-classes.js';
import { IGNORE_LABEL } from './dataset.js';

/** Label ids of the classes that are evaluated, in the order of their training ids (Cordts et al. 2016, label table). */
export const CITYSCAPES_IDS = [
  7, 8, 11, 12, 13, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 31, 32, 33,
] as const;

const LARGEST_ID = 33;
/** Licence plates have the id -1, which is this in 8 bits. */
const NO_ID = 255;

/** Stands in `TRAINING_IDS` for what is no label id. */
export const UNKNOWN_ID = 254;

/** The training id of each label id: an index into the classes, `IGNORE_LABEL`, or `UNKNOWN_ID`. */
export const TRAINING_IDS: Uint8Array = trainingIds();

function trainingIds(): Uint8Array {
  const table = new Uint8Array(256).fill(UNKNOWN_ID);
  table.fill(IGNORE_LABEL, 0, LARGEST_ID + 1);
  table[NO_ID] = IGNORE_LABEL;
  CITYSCAPES_CLASSES.forEach((_, index) => (table[CITYSCAPES_IDS[index]] = index));
  return table;
}

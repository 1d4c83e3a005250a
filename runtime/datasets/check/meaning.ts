import { TRAINING_IDS, UNKNOWN_ID } from '../cityscapes-labels.js';
import { IGNORE_LABEL } from '../dataset.js';

/** What each value of a label map stands for: the index of a class, `IGNORED` or `UNKNOWN`. */
export type Meaning = Int16Array;

export const IGNORED = -1;
export const UNKNOWN = -2;

export function cityscapesMeaning(): Meaning {
  return Int16Array.from(TRAINING_IDS, (label) =>
    label === UNKNOWN_ID ? UNKNOWN : label === IGNORE_LABEL ? IGNORED : label,
  );
}

export function folderMeaning(classes: number, ignore: number = IGNORE_LABEL): Meaning {
  return Int16Array.from({ length: 256 }, (_, value) =>
    value < classes ? value : value === ignore ? IGNORED : UNKNOWN,
  );
}

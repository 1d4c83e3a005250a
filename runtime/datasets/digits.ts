import { DatasetError } from '../../core/errors.js';
import { DIGIT_CLASSES } from '../../core/pipeline/dataset-classes.js';
import { deriveSeed, Random } from '../../core/random.js';
import type { IdentifiedDataset, Split } from './dataset.js';
import { loadDigitPools, type DigitPool } from './digit-pool.js';
import { composeScene } from './digit-scene.js';

/** Scenes composed from real handwritten digits. */
export interface DigitsSpec {
  readonly kind: 'digits';
  /** Scenes in an epoch of training. */
  readonly train: number;
  readonly validation: number;
  /** Compose the training scenes anew in each epoch. Default: true. */
  readonly fresh?: boolean;
}

export { DIGIT_CLASSES };

/** Raised whenever scenes come out otherwise than before. */
const SCENES = 1;

/** Below this a digit's stroke and the label around it melt into one blob. */
const SMALLEST_SIDE = 16;

/**
 * Opens the `digits` dataset for scenes of the given size in pixels. Scenes are composed when read; a scene depends on
 * the seed, its split, its index and, for fresh training scenes, the epoch, and on nothing else. The digits of the
 * training split never appear in the validation split.
 *
 * @throws DatasetError `DIGITS_SIZE` for a size that is too small, `DIGITS_COUNT` for a split without scenes,
 * `DIGITS_UNREADABLE` where the mnist package is missing.
 */
export async function openDigits(
  spec: DigitsSpec,
  options: { readonly height: number; readonly width: number; readonly seed: number },
): Promise<IdentifiedDataset> {
  const { height, width, seed } = options;
  checkSize(height, width);
  checkCount('train', spec.train);
  checkCount('validation', spec.validation);
  const pools = await loadDigitPools();
  const fresh = spec.fresh ?? true;

  const split = (name: string, pool: DigitPool, length: number, changes: boolean): Split => ({
    length,
    read: async (index, epoch = 0) => {
      checkIndex(name, index, length);
      const random = Random.fromSeed(deriveSeed(seed, 'digits', name, changes ? epoch : 0, index));
      return composeScene(pool, { width, height }, index % 10, random);
    },
  });
  return {
    classes: DIGIT_CLASSES,
    train: split('train', pools.train, spec.train, fresh),
    validation: split('validation', pools.validation, spec.validation, false),
    identity: () =>
      Promise.resolve(JSON.stringify(['digits', SCENES, spec.train, spec.validation, fresh, options])),
  };
}

function checkSize(height: number, width: number): void {
  for (const side of [height, width]) {
    if (!Number.isInteger(side) || side < SMALLEST_SIDE) {
      throw new DatasetError('DIGITS_SIZE', `Digit scenes of ${width}x${height} pixels are too small.`, {
        hint: `Give the network an input of at least ${SMALLEST_SIDE}x${SMALLEST_SIDE} whole pixels; 64x64 is a good start.`,
      });
    }
  }
}

function checkCount(split: string, count: number): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new DatasetError('DIGITS_COUNT', `The digits dataset asks for ${count} ${split} scenes.`, {
      hint: `Set "${split}" to a whole number of at least 1.`,
    });
  }
}

function checkIndex(split: string, index: number, length: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= length) {
    throw new RangeError(`no sample ${index} in a ${split} split of ${length}`);
  }
}

import { resolve } from 'node:path';

import { DatasetError } from '../../core/errors.js';
import { CITYSCAPES_CLASSES } from '../../core/pipeline/dataset-classes.js';
import { deriveSeed, Random } from '../../core/random.js';
import { surveyCityscapes } from './cityscapes-files.js';
import type { IdentifiedDataset, Split } from './dataset.js';
import { folderIdentity } from './folder-identity.js';
import type { Window } from './label-values.js';
import { readFrame } from './read-frame.js';
import { type Pair, refuse } from './survey.js';

/** Cityscapes as it is distributed: its train split trains, its val split validates. */
export interface CityscapesSpec {
  readonly kind: 'cityscapes';
  /** The folder that holds `leftImg8bit` and `gtFine`. */
  readonly root: string;
  /** Size of the windows to train on, in pixels of the images. Default: whole images. */
  readonly crop?: Size;
}

interface Size {
  readonly height: number;
  readonly width: number;
}

interface Options extends Size {
  readonly seed: number;
  readonly base: string;
}

/**
 * Opens Cityscapes for samples of the given size in pixels. Validation samples are whole images; a training sample is a
 * window whose place depends on the seed, the index and the epoch alone. Both are scaled: images bilinearly, labels to
 * the nearest. The labels are the 19 training ids; all other classes count as `IGNORE_LABEL`.
 *
 * @throws DatasetError at once the first that `surveyCityscapes` finds; when reading a sample what `readFrame` throws,
 * and `DATASET_CROP` for a window that is larger than an image.
 */
export async function openCityscapes(spec: CityscapesSpec, options: Options): Promise<IdentifiedDataset> {
  const { height, width, seed, base } = options;
  const { crop } = spec;
  const root = resolve(base, spec.root);
  const { train, validation, errors } = await surveyCityscapes(root);
  refuse(errors);
  const split = (
    pairs: readonly Pair[],
    windowOf: (image: Size, pair: Pair, index: number, epoch: number) => Window,
  ): Split => ({
    length: pairs.length,
    read: async (index, epoch = 0) => {
      if (!(index in pairs)) throw new RangeError(`no sample ${index} in a split of ${pairs.length}`);
      const pair = pairs[index];
      return readFrame(pair, {
        height,
        width,
        windowOf: (image) => windowOf(image, pair, index, epoch),
      });
    },
  });
  return {
    classes: CITYSCAPES_CLASSES,
    train: split(train, (image, pair, index, epoch) =>
      crop === undefined
        ? whole(image)
        : randomWindow(image, crop, pair, Random.fromSeed(deriveSeed(seed, 'cityscapes', epoch, index))),
    ),
    validation: split(validation, whole),
    identity: () =>
      folderIdentity([train, validation], {
        kind: spec.kind,
        height,
        width,
        ...(crop === undefined ? {} : { crop, seed }),
      }),
  };
}

function whole({ width, height }: Size): Window {
  return { left: 0, top: 0, width, height };
}

function randomWindow(image: Size, crop: Size, pair: Pair, random: Random): Window {
  if (crop.width > image.width || crop.height > image.height) {
    throw new DatasetError(
      'DATASET_CROP',
      `A window of ${crop.width}x${crop.height} pixels does not fit into ${pair.image}, which has ` +
        `${image.width}x${image.height}.`,
      {
        place: { file: pair.image },
        hint: 'Lower the "crop" of the dataset; images of Cityscapes have 2048x1024.',
      },
    );
  }
  return {
    left: random.below(image.width - crop.width + 1),
    top: random.below(image.height - crop.height + 1),
    width: crop.width,
    height: crop.height,
  };
}

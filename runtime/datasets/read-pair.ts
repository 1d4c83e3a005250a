import { readFile } from 'node:fs/promises';

import sharp from 'sharp';

import { DatasetError } from '../../core/errors.js';
import { IGNORE_LABEL, type Sample } from './dataset.js';
import { imageUnreadable, labelsUnreadable, sizeDiffers } from './pair-errors.js';
import { decodePngLabels, type LabelMap } from './png-labels.js';
import { resizeLabels } from './resize.js';
import type { Pair } from './survey.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Reads an image and its label map, checks the labels, and scales both to the given size.
 *
 * @throws DatasetError, always with the file: `DATASET_IMAGE_UNREADABLE`, `DATASET_LABELS_UNREADABLE`,
 * `DATASET_SIZE_DIFFERS` where the label map has another size than its image, `DATASET_LABEL_OUT_OF_RANGE` for a value
 * that is neither a class nor the ignore label.
 */
export async function readPair(
  pair: Pair,
  options: Size & { readonly classes: number; readonly ignore: number },
): Promise<Sample> {
  const { width, height, classes, ignore } = options;
  const [image, map] = await Promise.all([readImage(pair.image, { width, height }), readLabels(pair.labels)]);
  if (map.width !== image.source.width || map.height !== image.source.height) {
    throw sizeDiffers(pair, map, image.source);
  }
  const checked = checkLabels(map, pair.labels, classes, ignore);
  return { width, height, image: image.pixels, labels: resizeLabels(checked, map, { width, height }) };
}

async function readImage(file: string, size: Size): Promise<{ pixels: Uint8Array; source: Size }> {
  try {
    const picture = sharp(await readFile(file));
    const source = await picture.metadata();
    const { data, info } = await picture
      .removeAlpha()
      .toColourspace('srgb')
      .resize(size.width, size.height, { fit: 'fill', kernel: 'linear' })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) {
      throw new Error(`decoded to ${info.channels} channels, not 3`);
    }
    return { pixels: new Uint8Array(data), source: { width: source.width, height: source.height } };
  } catch (cause) {
    throw imageUnreadable(file, cause);
  }
}

async function readLabels(file: string): Promise<LabelMap> {
  try {
    return await decodePngLabels(await readFile(file));
  } catch (cause) {
    throw labelsUnreadable(file, cause);
  }
}

function checkLabels(map: LabelMap, file: string, classes: number, ignore: number): Uint8Array {
  const labels = new Uint8Array(map.values.length);
  for (let i = 0; i < labels.length; i++) {
    const value = map.values[i];
    if (value >= classes && value !== ignore) {
      throw new DatasetError(
        'DATASET_LABEL_OUT_OF_RANGE',
        `${file} has the label ${value} at x=${i % map.width}, y=${Math.floor(i / map.width)}, ` +
          `which is neither a class (0 to ${classes - 1}) nor the ignore label ${ignore}.`,
        {
          place: { file },
          hint: 'Complete the class list, mend the label map, or set "ignore" to this value.',
        },
      );
    }
    labels[i] = value < classes ? value : IGNORE_LABEL;
  }
  return labels;
}

import { closeSync, openSync, readSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import sharp from 'sharp';

import { DatasetError } from '../../core/errors.js';
import { TRAINING_IDS, UNKNOWN_ID } from './cityscapes-labels.js';
import type { Sample } from './dataset.js';
import { anyValues, greyValues, isPlainGrey, type Window } from './label-values.js';
import { imageUnreadable, labelsUnreadable, sizeDiffers } from './pair-errors.js';
import { PNG_HEAD_BYTES, type PngHeader, readPngHeader } from './png-header.js';
import type { Pair } from './survey.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface FrameOptions extends Size {
  /** Which part of an image of some size is wanted. */
  readonly windowOf: (image: Size) => Window;
}

/**
 * Reads a window of a Cityscapes image and its label map, scaled to the given size, with training ids for labels. The
 * decoding is under way when this returns, on the threads of libuv's pool, one job for the image and one for the
 * labels: it goes on while the calling thread trains and its event loop stands still.
 *
 * @throws DatasetError, always with the file: `DATASET_IMAGE_UNREADABLE`, `DATASET_LABELS_UNREADABLE`,
 * `DATASET_SIZE_DIFFERS`, `DATASET_LABEL_OUT_OF_RANGE` for a value that is no label id, and what `windowOf` throws.
 */
export async function readFrame(pair: Pair, { width, height, windowOf }: FrameOptions): Promise<Sample> {
  const source = headerOf(pair.image, imageUnreadable);
  const map = headerOf(pair.labels, labelsUnreadable);
  if (map.width !== source.width || map.height !== source.height) throw sizeDiffers(pair, map, source);
  const window = windowOf(source);
  const [image, ids] = await Promise.all([
    readImage(pair.image, window, { width, height }),
    readIds(pair.labels, map, window),
  ]);
  return { width, height, image, labels: toTrainingIds(ids, window, { width, height }, pair.labels) };
}

async function readImage(file: string, window: Window, { width, height }: Size): Promise<Uint8Array> {
  try {
    const picture = sharp(file, { sequentialRead: true })
      .extract({ ...window })
      .removeAlpha()
      .toColourspace('srgb');
    const { data, info } = await picture
      .resize(width, height, { fit: 'fill', kernel: 'linear' })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`decoded to ${info.channels} channels, not 3`);
    return data;
  } catch (cause) {
    throw imageUnreadable(file, cause);
  }
}

async function readIds(file: string, header: PngHeader, window: Window): Promise<Uint8Array> {
  try {
    return isPlainGrey(header)
      ? await greyValues(file, window)
      : await anyValues(await readFile(file), window);
  } catch (cause) {
    throw labelsUnreadable(file, cause);
  }
}

/** Each pixel takes the label of the nearest one in the window (half-pixel centres), as a training id. */
function toTrainingIds(ids: Uint8Array, from: Window, to: Size, file: string): Uint8Array {
  const columns = Int32Array.from({ length: to.width }, (_, x) =>
    Math.floor(((x + 0.5) * from.width) / to.width),
  );
  const labels = new Uint8Array(to.width * to.height);
  let at = 0;
  for (let y = 0; y < to.height; y++) {
    const row = Math.floor(((y + 0.5) * from.height) / to.height);
    for (let x = 0; x < to.width; x++) {
      const id = ids[row * from.width + columns[x]];
      const label = TRAINING_IDS[id];
      if (label === UNKNOWN_ID) throw unknownId(file, id, from.left + columns[x], from.top + row);
      labels[at++] = label;
    }
  }
  return labels;
}

/**
 * The header of a file, read in place: what waits for the event loop would begin to decode only after the step of the
 * training that it is to run beside.
 */
function headerOf(file: string, unreadable: (file: string, cause: unknown) => DatasetError): PngHeader {
  try {
    const handle = openSync(file, 'r');
    try {
      const head = new Uint8Array(PNG_HEAD_BYTES);
      return readPngHeader(head.subarray(0, readSync(handle, head)));
    } finally {
      closeSync(handle);
    }
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unknownId(file: string, id: number, x: number, y: number): DatasetError {
  return new DatasetError(
    'DATASET_LABEL_OUT_OF_RANGE',
    `${file} has the value ${id} at x=${x}, y=${y}, which is no label id of Cityscapes.`,
    {
      place: { file },
      hint: 'Restore the file from gtFine_trainvaltest.zip; `espalier dataset check` names all that are amiss.',
    },
  );
}

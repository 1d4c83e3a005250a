import sharp from 'sharp';

import type { PngHeader } from './png-header.js';
import { decodePngLabels } from './png-labels.js';

/** A part of an image, in pixels. */
export interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Whether image libraries leave the values of a PNG as they are: one channel of 8 bits, row by row. */
export function isPlainGrey({ kind, bits, interlaced }: PngHeader): boolean {
  return kind === 0 && bits === 8 && !interlaced;
}

/**
 * The values in a window of a plain grey PNG, given as a path or its bytes, in one job of libuv's pool.
 *
 * @throws Error with the reason, to be completed with the file's name by the caller.
 */
export async function greyValues(input: string | Uint8Array, window: Window): Promise<Uint8Array> {
  const { data, info } = await sharp(input, { sequentialRead: true, ignoreIcc: true })
    .extract({ ...window })
    .removeAlpha()
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 1) throw new Error(`decoded to ${info.channels} channels, not 1`);
  return data;
}

/** The same of any PNG that `decodePngLabels` reads. Throws what that throws. */
export async function anyValues(bytes: Uint8Array, window: Window): Promise<Uint8Array> {
  const map = await decodePngLabels(bytes);
  const part = new Uint8Array(window.width * window.height);
  for (let y = 0; y < window.height; y++) {
    const start = (window.top + y) * map.width + window.left;
    part.set(map.values.subarray(start, start + window.width), y * window.width);
  }
  return part;
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { writePng } from './write-png.js';

/** A frame of a made-up Cityscapes. */
export interface Frame {
  readonly split: 'train' | 'val';
  readonly city: string;
  readonly number: number;
  /** Label ids, row by row. */
  readonly ids: readonly (readonly number[])[];
  /** Default: red is the column, green the row, blue the number. */
  readonly colourOf?: (x: number, y: number) => readonly [number, number, number];
}

export function stemOf({ city, number }: Pick<Frame, 'city' | 'number'>): string {
  return `${city}_000000_${String(number).padStart(6, '0')}`;
}

export function imageFile(root: string, frame: Pick<Frame, 'split' | 'city' | 'number'>): string {
  return join(root, 'leftImg8bit', frame.split, frame.city, `${stemOf(frame)}_leftImg8bit.png`);
}

export function labelFile(root: string, frame: Pick<Frame, 'split' | 'city' | 'number'>): string {
  return join(root, 'gtFine', frame.split, frame.city, `${stemOf(frame)}_gtFine_labelIds.png`);
}

/** Writes frames in the layout that Cityscapes is distributed in. */
export async function writeCityscapes(root: string, frames: readonly Frame[]): Promise<void> {
  for (const frame of frames) {
    const { ids, number, colourOf = (x, y) => [x, y, number] } = frame;
    const [height, width] = [ids.length, ids[0].length];
    await mkdir(join(root, 'leftImg8bit', frame.split, frame.city), { recursive: true });
    await mkdir(join(root, 'gtFine', frame.split, frame.city), { recursive: true });
    const pixels = ids.flatMap((row, y) => row.flatMap((_, x): readonly number[] => colourOf(x, y)));
    await sharp(Uint8Array.from(pixels), { raw: { width, height, channels: 3 } })
      .png()
      .toFile(imageFile(root, frame));
    await writeFile(labelFile(root, frame), writePng({ width, rows: ids, bits: 8, kind: 0 }));
  }
}

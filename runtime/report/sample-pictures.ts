import sharp from 'sharp';
import { classColour } from './class-colour.js';

/** A picture is no larger than this, in pixels, however large its image is. */
const LARGEST_SIDE = 256;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** An image, RGB, as a small PNG in base64. */
export async function imagePicture(image: Uint8Array, size: Size): Promise<string> {
  const picture = sharp(image, { raw: { ...size, channels: 3 } }).resize(smaller(size));
  return (await picture.png({ compressionLevel: 9, palette: true }).toBuffer()).toString('base64');
}

/** Labels in the colours of their classes, as a small PNG in base64. Labels are never mixed. */
export async function labelPicture(labels: Uint8Array, size: Size): Promise<string> {
  const rgb = new Uint8Array(3 * labels.length);
  labels.forEach((label, pixel) => {
    rgb.set(classColour(label), 3 * pixel);
  });
  const picture = sharp(rgb, { raw: { ...size, channels: 3 } }).resize({
    ...smaller(size),
    kernel: 'nearest',
  });
  return (await picture.png({ compressionLevel: 9, palette: true }).toBuffer()).toString('base64');
}

function smaller({ width, height }: Size): Size {
  const scale = Math.min(1, LARGEST_SIDE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

import type { Random } from '../../core/random.js';
import { DIGIT_SIDE } from './digit-pool.js';

/** A scene in the making: RGB and a label a pixel. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly image: Uint8ClampedArray;
  readonly labels: Uint8Array;
}

/** A rectangle of pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export type Colour = readonly [number, number, number];

/** Ink above this counts as stroke. */
const STROKE_THRESHOLD = 96;

/** A colour that drifts smoothly: bilinear interpolation between random nodes. */
export function paintBackground(
  scene: Scene,
  texture: { readonly base: Colour; readonly strength: number; readonly pitch: number },
  random: Random,
): void {
  const { width, height, image } = scene;
  const { base, strength, pitch } = texture;
  const columns = Math.floor((width - 1) / pitch) + 2;
  const rows = Math.floor((height - 1) / pitch) + 2;
  const nodes = new Float32Array(columns * rows * 3);
  for (let i = 0; i < nodes.length; i++) {
    nodes[i] = base[i % 3] + strength * (2 * random.next() - 1);
  }
  const line = new Float32Array(columns * 3);
  let out = 0;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / pitch);
    const down = (y - row * pitch) / pitch;
    const above = row * line.length;
    for (let i = 0; i < line.length; i++) {
      line[i] = nodes[above + i] * (1 - down) + nodes[above + line.length + i] * down;
    }
    for (let x = 0; x < width; x++) {
      const column = Math.floor(x / pitch);
      const right = (x - column * pitch) / pitch;
      const node = column * 3;
      image[out] = line[node] * (1 - right) + line[node + 3] * right;
      image[out + 1] = line[node + 1] * (1 - right) + line[node + 4] * right;
      image[out + 2] = line[node + 2] * (1 - right) + line[node + 5] * right;
      out += 3;
    }
  }
}

/** Blends a picture, scaled bilinearly to its box, into the scene and labels its thickened stroke within the cell. */
export function pasteDigit(
  scene: Scene,
  picture: Uint8Array,
  box: Box,
  cell: Box,
  look: { readonly ink: Colour; readonly label: number; readonly margin: number },
): void {
  const { width, image } = scene;
  const { ink, label } = look;
  const brush = disc(look.margin);
  const step = DIGIT_SIDE / box.width;
  const last = DIGIT_SIDE - 1;
  for (let y = 0; y < box.height; y++) {
    const sourceY = Math.min(last, Math.max(0, (y + 0.5) * step - 0.5));
    const upper = Math.floor(sourceY);
    const down = sourceY - upper;
    const upperRow = upper * DIGIT_SIDE;
    const lowerRow = Math.min(last, upper + 1) * DIGIT_SIDE;
    for (let x = 0; x < box.width; x++) {
      const sourceX = Math.min(last, Math.max(0, (x + 0.5) * step - 0.5));
      const left = Math.floor(sourceX);
      const right = Math.min(last, left + 1);
      const across = sourceX - left;
      const value =
        (picture[upperRow + left] * (1 - across) + picture[upperRow + right] * across) * (1 - down) +
        (picture[lowerRow + left] * (1 - across) + picture[lowerRow + right] * across) * down;
      if (value === 0) {
        continue;
      }
      const opacity = value / 255;
      const at = ((box.top + y) * width + box.left + x) * 3;
      image[at] += (ink[0] - image[at]) * opacity;
      image[at + 1] += (ink[1] - image[at + 1]) * opacity;
      image[at + 2] += (ink[2] - image[at + 2]) * opacity;
      if (value > STROKE_THRESHOLD) {
        mark(scene, cell, brush, box.left + x, box.top + y, label);
      }
    }
  }
}

/** Adds noise, uniform in -strength ... strength, to every value. */
export function addNoise(image: Uint8ClampedArray, strength: number, random: Random): void {
  const scale = strength / 127.5;
  for (let i = 0; i < image.length; i += 3) {
    const bits = random.uint32();
    image[i] += ((bits & 255) - 127.5) * scale;
    image[i + 1] += (((bits >>> 8) & 255) - 127.5) * scale;
    image[i + 2] += (((bits >>> 16) & 255) - 127.5) * scale;
  }
}

interface Offset {
  readonly dx: number;
  readonly dy: number;
}

function disc(radius: number): Offset[] {
  const offsets: Offset[] = [];
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      if (dx * dx + dy * dy <= radius * radius + radius / 2) {
        offsets.push({ dx, dy });
      }
    }
  }
  return offsets;
}

function mark(scene: Scene, cell: Box, brush: readonly Offset[], x: number, y: number, label: number): void {
  for (const { dx, dy } of brush) {
    const column = x + dx - cell.left;
    const row = y + dy - cell.top;
    if (column >= 0 && column < cell.width && row >= 0 && row < cell.height) {
      scene.labels[(cell.top + row) * scene.width + cell.left + column] = label;
    }
  }
}

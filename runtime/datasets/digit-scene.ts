import type { Random } from '../../core/random.js';
import type { Sample } from './dataset.js';
import { pictureCount, pictureOf, type DigitPool } from './digit-pool.js';
import { addNoise, paintBackground, pasteDigit, type Box, type Colour } from './scene-paint.js';

/** A scene holds one digit for each area of this side. */
const CELL_SIDE = 64;
/** Side of a digit's picture in a cell of 64 pixels. Smaller digits are hard to learn for small networks. */
const DIGIT_RANGE = [36, 56] as const;
/** How far a label reaches beyond its stroke in a cell of 64 pixels. Strokes alone are thinner than the network sees. */
const LABEL_MARGIN = 2;
/** Pixels between the nodes of the background's texture, at 64. */
const TEXTURE_PITCH = 16;

/**
 * A scene of handwritten digits, one to each area of 64 x 64 pixels, on a textured and noisy background. Label 0 is the
 * background, label d + 1 the digit d. The first digit is given by `digit`, so that a caller can balance the classes.
 */
export function composeScene(
  pool: DigitPool,
  size: { readonly width: number; readonly height: number },
  digit: number,
  random: Random,
): Sample {
  const { width, height } = size;
  const image = new Uint8ClampedArray(width * height * 3);
  const labels = new Uint8Array(width * height);
  const scene = { width, height, image, labels };

  const background: Colour = [between(random, 16, 112), between(random, 16, 112), between(random, 16, 112)];
  const pitch = Math.max(2, Math.round(TEXTURE_PITCH * Math.min(1, width / CELL_SIDE, height / CELL_SIDE)));
  paintBackground(scene, { base: background, strength: between(random, 8, 28), pitch }, random);
  const cells = cellsOf(width, height);
  cells.forEach((cell, index) => {
    const shown = index === 0 ? digit : random.below(10);
    const contrast = between(random, 60, 140);
    const ink: Colour = [
      background[0] + contrast + between(random, -24, 24),
      background[1] + contrast + between(random, -24, 24),
      background[2] + contrast + between(random, -24, 24),
    ];
    const picture = pictureOf(pool, shown, random.below(pictureCount(pool, shown)));
    const scale = Math.min(cell.width, cell.height) / CELL_SIDE;
    const margin = Math.max(1, Math.round(LABEL_MARGIN * scale));
    pasteDigit(scene, picture, placeIn(cell, scale, random), cell, { ink, label: shown + 1, margin });
  });
  addNoise(image, between(random, 4, 20), random);
  return { width, height, image: new Uint8Array(image.buffer), labels };
}

function cellsOf(width: number, height: number): Box[] {
  const columns = Math.max(1, Math.floor(width / CELL_SIDE));
  const rows = Math.max(1, Math.floor(height / CELL_SIDE));
  const edge = (index: number, count: number, length: number): number => Math.floor((index * length) / count);
  const cells: Box[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const left = edge(column, columns, width);
      const top = edge(row, rows, height);
      cells.push({
        left,
        top,
        width: edge(column + 1, columns, width) - left,
        height: edge(row + 1, rows, height) - top,
      });
    }
  }
  return cells;
}

function placeIn(cell: Box, scale: number, random: Random): Box {
  const smallest = Math.round(DIGIT_RANGE[0] * scale);
  const largest = Math.round(DIGIT_RANGE[1] * scale);
  const side = smallest + random.below(largest - smallest + 1);
  return {
    left: cell.left + random.below(cell.width - side + 1),
    top: cell.top + random.below(cell.height - side + 1),
    width: side,
    height: side,
  };
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.next();
}

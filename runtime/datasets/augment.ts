import { DatasetError } from '../../core/errors.js';
import type { Random } from '../../core/random.js';
import { IGNORE_LABEL, type Sample } from './dataset.js';

/** Random changes to a training sample; what is left out is not done. */
export interface Augmentation {
  /** Mirror left to right, every second time on average. */
  readonly flip?: boolean;
  /** Take the window out of the scaled image at a random place instead of its centre. */
  readonly crop?: boolean;
  /** Scale by a factor drawn uniformly, width and height alike. */
  readonly scale?: { readonly min: number; readonly max: number };
}

/** The ImageNet mean colour, which normalisation turns into zeros. */
const PADDING_COLOUR = [124, 116, 104] as const;

/**
 * Scales a sample, cuts a window of its original size out of it (padding where the scaled image is smaller), and
 * mirrors it. The image is interpolated bilinearly, a label is that of the nearest pixel, and padding has
 * `IGNORE_LABEL`. The argument stays as it is. The numbers drawn from `random` depend on the settings and the size only.
 *
 * @throws DatasetError `AUGMENT_SCALE` for factors that are not positive or not in order.
 */
export function augment(sample: Sample, settings: Augmentation, random: Random): Sample {
  const { width, height } = sample;
  const factor = drawFactor(settings.scale, random);
  const columns = drawAxis(width, factor, settings.crop ?? false, random);
  const rows = drawAxis(height, factor, settings.crop ?? false, random);
  if ((settings.flip ?? false) && random.next() < 0.5) {
    columns.reverse();
  }
  return resample(sample, columns, rows);
}

/** Where one row or column of the result comes from; undefined for padding. */
type Source =
  | {
      readonly nearest: number;
      /** The two neighbours, and the weight of the second. */
      readonly first: number;
      readonly second: number;
      readonly weight: number;
    }
  | undefined;

function drawFactor(scale: Augmentation['scale'], random: Random): number {
  if (scale === undefined) {
    return 1;
  }
  const { min, max } = scale;
  if (!(min > 0 && max >= min && Number.isFinite(max))) {
    throw new DatasetError('AUGMENT_SCALE', `Images cannot be scaled by factors from ${min} to ${max}.`, {
      hint: 'Give positive factors, the smaller as "min", such as { min: 0.75, max: 1.5 }.',
    });
  }
  return min + (max - min) * random.next();
}

function drawAxis(length: number, factor: number, crop: boolean, random: Random): Source[] {
  const scaled = Math.max(1, Math.round(length * factor));
  const room = scaled - length;
  const lowest = Math.min(0, room);
  const offset = crop ? lowest + random.below(Math.abs(room) + 1) : Math.floor(room / 2);
  return Array.from({ length }, (_, i) => {
    const position = i + offset;
    return position < 0 || position >= scaled ? undefined : sourceOf(position, length, scaled);
  });
}

/** Half-pixel centres, clamped at the border. */
function sourceOf(position: number, length: number, scaled: number): Source {
  const exact = ((position + 0.5) * length) / scaled;
  const centre = Math.min(length - 1, Math.max(0, exact - 0.5));
  const first = Math.floor(centre);
  return {
    nearest: Math.min(length - 1, Math.floor(exact)),
    first,
    second: Math.min(length - 1, first + 1),
    weight: centre - first,
  };
}

function resample(sample: Sample, columns: readonly Source[], rows: readonly Source[]): Sample {
  const { width, height } = sample;
  const image = new Uint8Array(width * height * 3);
  const labels = new Uint8Array(width * height);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      if (row === undefined || column === undefined) {
        image.set(PADDING_COLOUR, at * 3);
        labels[at] = IGNORE_LABEL;
      } else {
        labels[at] = sample.labels[row.nearest * width + column.nearest];
        const upperLeft = (row.first * width + column.first) * 3;
        const upperRight = (row.first * width + column.second) * 3;
        const lowerLeft = (row.second * width + column.first) * 3;
        const lowerRight = (row.second * width + column.second) * 3;
        for (let channel = 0; channel < 3; channel++) {
          const upper = mix(
            sample.image[upperLeft + channel],
            sample.image[upperRight + channel],
            column.weight,
          );
          const lower = mix(
            sample.image[lowerLeft + channel],
            sample.image[lowerRight + channel],
            column.weight,
          );
          image[at * 3 + channel] = Math.round(mix(upper, lower, row.weight));
        }
      }
      at++;
    }
  }
  return { width, height, image, labels };
}

function mix(a: number, b: number, weight: number): number {
  return a + (b - a) * weight;
}

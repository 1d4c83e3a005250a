import { DatasetError } from '../../core/errors.js';
import type { Pair } from './survey.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

export function imageUnreadable(file: string, cause: unknown): DatasetError {
  return new DatasetError('DATASET_IMAGE_UNREADABLE', `The image ${file} cannot be read: ${reason(cause)}.`, {
    place: { file },
    hint: 'Check that the file is a whole PNG or JPEG that other programs open.',
    cause,
  });
}

export function labelsUnreadable(file: string, cause: unknown): DatasetError {
  return new DatasetError(
    'DATASET_LABELS_UNREADABLE',
    `The label map ${file} cannot be read: ${reason(cause)}.`,
    {
      place: { file },
      hint: 'Save label maps as grey or palette PNGs of 8 bits whose values are class indices.',
      cause,
    },
  );
}

export function sizeDiffers({ image, labels }: Pair, map: Size, source: Size): DatasetError {
  return new DatasetError(
    'DATASET_SIZE_DIFFERS',
    `${labels} has ${map.width}x${map.height} pixels, but its image ${image} has ` +
      `${source.width}x${source.height}.`,
    { place: { file: labels }, hint: 'Export the label map at the size of its image.' },
  );
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
}

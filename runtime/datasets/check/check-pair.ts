import { readFile } from 'node:fs/promises';

import sharp, { type Metadata } from 'sharp';

import { DatasetError } from '../../../core/errors.js';
import { anyValues, greyValues, isPlainGrey } from '../label-values.js';
import type { DatasetSpec } from '../open.js';
import { imageUnreadable, labelsUnreadable, sizeDiffers } from '../pair-errors.js';
import { readPngHeader } from '../png-header.js';
import type { Pair } from '../survey.js';
import { type DatasetFinding, findingOf } from './finding.js';
import { IGNORED, type Meaning, UNKNOWN } from './meaning.js';

export interface PairFindings {
  readonly findings: readonly DatasetFinding[];
  /** Pixels of each class; empty where the label map cannot be read. */
  readonly pixels: readonly number[];
  readonly ignored: number;
}

interface Expectation {
  readonly kind: DatasetSpec['kind'];
  readonly classes: readonly string[];
  readonly meaning: Meaning;
}

/** A file as far as it can be read. */
interface Opened {
  readonly size?: { readonly width: number; readonly height: number };
  readonly findings: readonly DatasetFinding[];
}

interface OpenedLabels extends Opened {
  readonly values: Uint8Array;
}

const GREY = 0;
const PALETTE = 3;

/** Decodes an image and its label map in full, and says all that is wrong with them. */
export async function checkPair(pair: Pair, expected: Expectation): Promise<PairFindings> {
  const [image, labels] = await Promise.all([openImage(pair.image), openLabels(pair.labels, expected)]);
  const findings = [...image.findings, ...labels.findings];
  if (
    image.size !== undefined &&
    labels.size !== undefined &&
    (image.size.width !== labels.size.width || image.size.height !== labels.size.height)
  ) {
    findings.push(findingOf('error', sizeDiffers(pair, labels.size, image.size)));
  }
  const counts = countValues(labels.values);
  const unknown = unknownValues(pair.labels, labels, counts, expected);
  const pixels = expected.classes.map(() => 0);
  let ignored = 0;
  counts.forEach((count, value) => {
    const meaning = expected.meaning[value];
    if (meaning === IGNORED) ignored += count;
    else if (meaning !== UNKNOWN) pixels[meaning] += count;
  });
  return { findings: [...findings, ...unknown], pixels, ignored };
}

async function openImage(file: string): Promise<Opened> {
  try {
    const picture = sharp(await readFile(file), { sequentialRead: true });
    const metadata = await picture.metadata();
    // A file that is cut short shows only where all of it is decoded.
    await picture.raw().toBuffer();
    const { width, height } = metadata;
    return { size: { width, height }, findings: oddities(metadata).map((what) => oddImage(file, what)) };
  } catch (cause) {
    return { findings: [findingOf('error', imageUnreadable(file, cause))] };
  }
}

function oddities({ depth, isPalette, channels, hasAlpha, orientation }: Metadata): readonly string[] {
  return [
    ...(depth === 'uchar' ? [] : ['has more than 8 bits a channel, of which 8 are read']),
    ...(isPalette ? ['is a palette of at most 256 colours'] : []),
    ...(channels < 3 ? ['is grey'] : []),
    ...(hasAlpha ? ['is transparent in parts, which is not read'] : []),
    ...(orientation !== undefined && orientation > 1
      ? ['is to be turned when shown, and is read as it lies']
      : []),
  ];
}

function oddImage(file: string, what: string): DatasetFinding {
  return findingOf(
    'warning',
    new DatasetError('DATASET_IMAGE_ODD', `The image ${file} ${what}.`, {
      place: { file },
      hint: 'Images are RGB of 8 bits; check that it was converted as it should be.',
    }),
  );
}

async function openLabels(file: string, { kind }: Expectation): Promise<OpenedLabels> {
  try {
    const bytes = await readFile(file);
    const header = readPngHeader(bytes);
    const { width, height } = header;
    const window = { left: 0, top: 0, width, height };
    const values = isPlainGrey(header) ? await greyValues(bytes, window) : await anyValues(bytes, window);
    return { size: { width, height }, values, findings: oddLabels(file, header.kind, kind) };
  } catch (cause) {
    return { values: new Uint8Array(0), findings: [findingOf('error', labelsUnreadable(file, cause))] };
  }
}

/** Label maps of Cityscapes are grey; of one's own, palettes are as good. */
function oddLabels(file: string, png: number, kind: DatasetSpec['kind']): readonly DatasetFinding[] {
  if (png === GREY || (png === PALETTE && kind === 'folder')) return [];
  const what = png === PALETTE ? 'is a palette, whose indices count' : 'has more channels than one';
  return [
    findingOf(
      'warning',
      new DatasetError('DATASET_LABELS_ODD', `The label map ${file} ${what}.`, {
        place: { file },
        hint: 'Check that it is the map of the labels, and not the one of their colours.',
      }),
    ),
  ];
}

function countValues(values: Uint8Array): Float64Array {
  const counts = new Float64Array(256);
  for (const value of values) counts[value]++;
  return counts;
}

function unknownValues(
  file: string,
  { values, size }: OpenedLabels,
  counts: Float64Array,
  { kind, classes, meaning }: Expectation,
): readonly DatasetFinding[] {
  const unknown = [...counts.entries()].filter(([value, count]) => count > 0 && meaning[value] === UNKNOWN);
  if (unknown.length === 0 || size === undefined) return [];
  const first = values.findIndex((value) => meaning[value] === UNKNOWN);
  const place = `x=${first % size.width}, y=${Math.floor(first / size.width)}`;
  const list = unknown.map(([value, count]) => `${value} (${count} ${count === 1 ? 'pixel' : 'pixels'})`);
  const known =
    kind === 'cityscapes'
      ? 'label ids are 0 to 33, and 255'
      : `classes are 0 to ${classes.length - 1}, and what does not count is ${meaning.indexOf(IGNORED)}`;
  return [
    findingOf(
      'error',
      new DatasetError(
        'DATASET_LABEL_OUT_OF_RANGE',
        `${file} has the values ${list.join(', ')}, first at ${place}; ${known}.`,
        { place: { file }, hint: 'Mend the label map, or complete the class list.' },
      ),
    ),
  ];
}

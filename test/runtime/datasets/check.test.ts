import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import sharp from 'sharp';
import { CITYSCAPES_CLASSES } from '../../../core/pipeline/dataset-classes.js';
import { type CheckedDataset, checkDataset } from '../../../runtime/datasets/check/check.js';
import { inParallel } from '../../../runtime/datasets/check/in-parallel.js';
import { imageFile, labelFile, writeCityscapes, type Frame } from './cityscapes-fixture.js';
import { writePng } from './write-png.js';

const EVERY_ID = Array.from({ length: 34 }, (_, id) => id);

describe('checking a dataset', () => {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'espalier-check-'));
  });
  afterEach(() => rm(base, { recursive: true }));

  const found = ({ findings }: CheckedDataset): string[] =>
    findings.map(({ severity, code, file }) => `${severity} ${code} ${basename(file ?? '')}`).sort();

  describe('cityscapes', () => {
    const frame = (split: Frame['split'], number: number): Frame => ({
      split,
      city: 'ulm',
      number,
      ids: [EVERY_ID, EVERY_ID.map(() => 26)],
    });
    const frames = [1, 2, 3, 4, 5, 6].map((number) => frame('train', number));
    const check = () => checkDataset({ kind: 'cityscapes', root: '.' }, base);
    beforeEach(() => writeCityscapes(base, [...frames, frame('val', 1)]));

    it('finds nothing where nothing is amiss, and counts classes', async () => {
      const checked = await check();
      expect(checked.findings).to.deep.equal([]);
      const [train, validation] = checked.splits;
      expect([train.images, validation.images]).to.deep.equal([6, 1]);
      expect(train.classes.map(({ name }) => name)).to.deep.equal(CITYSCAPES_CLASSES);
      // The second row is all cars.
      for (const { name, pixels, images } of train.classes)
        expect([name, pixels, images]).to.deep.equal([name, name === 'car' ? 6 * 35 : 6, 6]);
      expect(train.ignored).to.equal(6 * 15);
    });

    it('names every file that is missing, damaged or odd, at once', async () => {
      const [one, two, three, four, five, six] = frames;
      await rm(imageFile(base, one));
      await rm(labelFile(base, two));
      await writeFile(imageFile(base, three), (await readFile(imageFile(base, three))).subarray(0, -20));
      const rows = [EVERY_ID.map((id) => (id < 2 ? 34 + id * 100 : 7))];
      await writeFile(labelFile(base, four), writePng({ width: 34, rows, bits: 8, kind: 0 }));
      const palette = writePng({ width: 34, rows: [EVERY_ID, EVERY_ID], bits: 8, kind: 3 });
      await writeFile(labelFile(base, five), palette);
      const deep = writePng({ width: 34, rows: [EVERY_ID, EVERY_ID], bits: 16, kind: 0 });
      await writeFile(labelFile(base, six), deep);
      await writeFile(imageFile(base, six), deep);
      await rename(labelFile(base, frame('val', 1)), `${labelFile(base, frame('val', 1))}.old`);
      const checked = await check();
      const stem = (number: number): string => `ulm_000000_00000${number}`;
      expect(found(checked)).to.deep.equal(
        [
          `error DATASET_PARTNER_MISSING ${stem(1)}_gtFine_labelIds.png`,
          `error DATASET_PARTNER_MISSING ${stem(2)}_leftImg8bit.png`,
          `error DATASET_IMAGE_UNREADABLE ${stem(3)}_leftImg8bit.png`,
          `error DATASET_SIZE_DIFFERS ${stem(4)}_gtFine_labelIds.png`,
          `error DATASET_LABEL_OUT_OF_RANGE ${stem(4)}_gtFine_labelIds.png`,
          `warning DATASET_LABELS_ODD ${stem(5)}_gtFine_labelIds.png`,
          `error DATASET_LABELS_UNREADABLE ${stem(6)}_gtFine_labelIds.png`,
          `warning DATASET_IMAGE_ODD ${stem(6)}_leftImg8bit.png`,
          `warning DATASET_IMAGE_ODD ${stem(6)}_leftImg8bit.png`,
          `error DATASET_PARTNER_MISSING ${stem(1)}_leftImg8bit.png`,
          `warning DATASET_STRAY_FILE ${stem(1)}_gtFine_labelIds.png.old`,
        ].sort(),
      );
      const values = checked.findings.find(({ code }) => code === 'DATASET_LABEL_OUT_OF_RANGE');
      expect(values?.message).to.contain('values 34 (1 pixel), 134 (1 pixel), first at x=0, y=0;');
      const said = checked.findings.filter(({ code }) => code === 'DATASET_IMAGE_ODD');
      expect(said.map(({ message }) => message.replace(/.*png /, ''))).to.deep.equal([
        'has more than 8 bits a channel, of which 8 are read.',
        'is grey.',
      ]);
    });

    it('names folders that are not there, and passes over the rest of the distribution', async () => {
      const gtFine = join(base, 'gtFine', 'train', 'ulm');
      for (const ending of ['color.png', 'instanceIds.png', 'polygons.json'])
        await writeFile(join(gtFine, `ulm_000000_000001_gtFine_${ending}`), '');
      expect(found(await check())).to.deep.equal([]);
      await writeFile(join(gtFine, 'bonn_000000_000001_gtFine_labelIds.png'), '');
      await writeFile(join(base, 'gtFine', 'train', 'license.txt'), '');
      await rename(join(base, 'gtFine', 'val'), join(base, 'gtFine', 'validation'));
      expect(found(await check())).to.deep.equal([
        'error DATASET_FOLDER_MISSING val',
        'warning DATASET_STRAY_FILE bonn_000000_000001_gtFine_labelIds.png',
        'warning DATASET_STRAY_FILE license.txt',
      ]);
    });
  });

  describe('folder', () => {
    const classes = ['road', 'car', 'sky'];
    const check = (changes: object = {}) =>
      checkDataset({ kind: 'folder', images: 'images', labels: 'labels', classes, ...changes }, base);
    const put = async (
      stem: string,
      rows: readonly (readonly number[])[],
      kind: 0 | 3 = 0,
    ): Promise<void> => {
      const [width, height] = [rows[0].length, rows.length];
      await sharp({ create: { width, height, channels: 3, background: 'red' } })
        .png()
        .toFile(join(base, 'images', `${stem}.png`));
      await writeFile(join(base, 'labels', `${stem}.png`), writePng({ width, rows, bits: 8, kind }));
    };
    beforeEach(async () => {
      await mkdir(join(base, 'images'));
      await mkdir(join(base, 'labels'));
      for (const stem of ['a', 'b', 'c', 'd', 'e']) await put(stem, [[0, 1, 255, 2]], 3);
    });

    it('counts the classes of the splits that a training would use, and takes palettes', async () => {
      const checked = await check();
      expect(checked.findings).to.deep.equal([]);
      expect(checked.splits.map(({ images, ignored }) => [images, ignored])).to.deep.equal([
        [4, 4],
        [1, 1],
      ]);
      expect(checked.splits[0].classes[2]).to.deep.equal({ name: 'sky', pixels: 4, images: 4 });
    });

    it('names all files that are amiss, the classes that are nowhere, and a class list that cannot be', async () => {
      await put('a', [[0, 3, 255, 2]]);
      await put('b', [[0, 3, 255, 9]]);
      await writeFile(join(base, 'images', 'c.txt'), '');
      await rm(join(base, 'labels', 'd.png'));
      expect(found(await check())).to.deep.equal([
        'error DATASET_LABEL_OUT_OF_RANGE a.png',
        'error DATASET_LABEL_OUT_OF_RANGE b.png',
        'error DATASET_PARTNER_MISSING d.png',
        'warning DATASET_STRAY_FILE c.txt',
      ]);
      const five = await check({ classes: [...classes, 'tree', 'tree'] });
      expect(found(five)).to.include.members(['error DATASET_CLASSES ', 'warning DATASET_CLASS_ABSENT ']);
    });

    it('says what keeps one pair from being split, and what no pairs are', async () => {
      for (const stem of ['b', 'c', 'd', 'e']) {
        await rm(join(base, 'images', `${stem}.png`));
        await rm(join(base, 'labels', `${stem}.png`));
      }
      expect(found(await check())).to.deep.equal(['error DATASET_SPLIT ']);
      expect(found(await check({ images: 'nothing', labels: 'none' }))).to.deep.equal([
        'error DATASET_FOLDER_MISSING none',
        'error DATASET_FOLDER_MISSING nothing',
      ]);
    });
  });

  it('of digits finds nothing, as there are no files', async () => {
    const checked = await checkDataset({ kind: 'digits', train: 20, validation: 10 }, base);
    expect(checked.findings).to.deep.equal([]);
    expect(checked.splits.map(({ images }) => images)).to.deep.equal([20, 10]);
  });
});

describe('work in parallel', () => {
  it('gives results in order, and never has more at once than asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        async (turns, limit) => {
          let running = 0;
          let most = 0;
          const results = await inParallel(turns, limit, async (count) => {
            most = Math.max(most, ++running);
            for (let turn = 0; turn < count; turn++) await Promise.resolve();
            running--;
            return count * 2;
          });
          expect(results).to.deep.equal(turns.map((count) => count * 2));
          expect(most).to.be.at.most(limit);
        },
      ),
    );
  });
});

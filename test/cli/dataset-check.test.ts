import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { imageFile, labelFile, type Frame, writeCityscapes } from '../runtime/datasets/cityscapes-fixture.js';
import { espalier } from './espalier.js';

const PIPELINE = `version: 1
name: check
networks: {}
datasets:
  street: { kind: cityscapes, root: city }
  digits: { kind: digits, train: 12, validation: 5 }
steps: { report: { uses: report } }
`;

describe('espalier dataset check', function () {
  this.timeout(30_000);
  let folder: string;
  const frame = (split: Frame['split'], number: number): Frame => ({
    split,
    city: 'ulm',
    number,
    ids: [Array.from({ length: 34 }, (_, id) => id)],
  });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-dataset-'));
    await writeFile(join(folder, 'p.yaml'), PIPELINE);
    await writeCityscapes(join(folder, 'city'), [frame('train', 1), frame('train', 2), frame('val', 1)]);
  });
  after(() => rm(folder, { recursive: true }));

  it('shows the classes of each split, and exits 0 where nothing is amiss', async () => {
    const { out, err, code } = await espalier(folder, 'dataset', 'check', 'p.yaml');
    expect([err, code]).to.deep.equal(['', 0]);
    expect(out).to.contain('street (cityscapes): 2 images to train on, 1 to validate on');
    expect(out).to.match(/^ {2}traffic light +2 +2 +5\.26 % +1 +1 +5\.26 %$/m);
    expect(out).to.match(/^ {2}not counted +30 +15$/m);
    expect(out).to.contain('digits (digits): 12 images to train on, 5 to validate on');
  });

  it('names all that is amiss, and exits 1; of the dataset that is asked for', async () => {
    await rm(imageFile(join(folder, 'city'), frame('train', 1)));
    await rm(labelFile(join(folder, 'city'), frame('val', 1)));
    const [text, json, other, unknown, invalid] = await Promise.all([
      espalier(folder, 'dataset', 'check', 'p.yaml'),
      espalier(folder, 'dataset', 'check', 'p.yaml', '--dataset', 'street', '--json'),
      espalier(folder, 'dataset', 'check', 'p.yaml', '--dataset', 'digits'),
      espalier(folder, 'dataset', 'check', 'p.yaml', '--dataset', 'strete'),
      writeFile(join(folder, 'bad.yaml'), PIPELINE.replace('root', 'rot')).then(() =>
        espalier(folder, 'dataset', 'check', 'bad.yaml'),
      ),
    ]);
    expect([text.code, json.code, other.code, unknown.code, invalid.code]).to.deep.equal([1, 1, 0, 1, 3]);
    expect(text.out.match(/^✘ DATASET_PARTNER_MISSING .*ulm_000000_00000[12]\w+\.png/gm)).to.have.lengthOf(2);
    expect(text.out).to.contain('2 errors, 0 warnings');
    const checked: unknown = JSON.parse(json.out);
    expect(checked).to.have.all.keys('street');
    expect(checked).to.have.nested.property('street.findings[0].severity', 'error');
    expect(checked).to.have.nested.property('street.splits[0].classes[13].pixels', 1);
    expect(unknown.err)
      .to.contain("UNKNOWN_DATASET p.yaml has no dataset called 'strete'")
      .and.to.contain('street');
    expect(invalid.err).to.contain('UNKNOWN_KEY');
  });
});

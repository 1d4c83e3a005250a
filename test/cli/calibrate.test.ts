import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { referencePath } from '../reference/tables.js';
import { espalier } from './espalier.js';

const layers = referencePath('deeplabv3plus_resnet18_960_layers.csv');
const measurements = referencePath('deeplabv3plus_resnet18_960_latency.csv');
const asked = ['--model', 'pe-array', '--layers', layers, '--measurements', measurements];

describe('espalier calibrate', () => {
  let folder: string;
  const run = (...words: string[]) => espalier(folder, 'calibrate', ...words);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-calibrate-'));
    await writeFile(join(folder, 'file'), '');
  });

  after(() => rm(folder, { recursive: true }));

  it('writes a target a design, which scores as measured', async () => {
    const { out, code, err } = await run(...asked, '--out', 'new/targets');
    expect(err).to.equal('');
    expect(code).to.equal(0);
    expect(out)
      .to.include('4 parameters fitted to 4 measurements')
      .and.to.match(/from the others: \d+\.\d %/);
    const files = await readdir(join(folder, 'new/targets'));
    expect(files.sort()).to.deep.equal(['16x16x1.yaml', '16x16x4.yaml', '16x32x1.yaml', '16x32x4.yaml']);
    const scored = await espalier(
      folder,
      ...['score', '--layers', layers, '--target', 'new/targets/16x32x4.yaml', '--json'],
    );
    const { totals } = JSON.parse(scored.out) as { totals: { latencyMs: number } };
    expect(totals.latencyMs).to.be.closeTo(1600, 0.1);
  });

  it('gives what it found as JSON', async () => {
    const { out } = await run(
      ...asked,
      '--out',
      'json',
      '--json',
      '--fit',
      'shared-clock',
      '--dram-gbps',
      '40',
    );
    const report = JSON.parse(out) as {
      parameters: number;
      designs: { dramGbps: number; clockMhz: number }[];
    };
    expect(report.parameters).to.equal(1);
    expect(new Set(report.designs.map(({ clockMhz }) => clockMhz)).size).to.equal(1);
    expect(report.designs[0].dramGbps).to.equal(40);
  });

  for (const [title, words, code, part] of [
    [
      'more parameters than measurements',
      [...asked, '--out', 'x', '--fit', 'clock', 'bandwidth'],
      1,
      'CALIBRATION_UNDERDETERMINED',
    ],
    [
      'another model',
      ['--model', 'roofline', ...asked.slice(2), '--out', 'x'],
      2,
      'Allowed choices are pe-array',
    ],
    ['no folder', asked, 2, '--out'],
    ['a folder that is a file', [...asked, '--out', 'file'], 1, 'OUTPUT_FILE'],
    ['layers that are not there', [...asked, '--layers', 'no.csv', '--out', 'x'], 1, 'LAYERS_FILE_MISSING'],
    [
      'measurements that are not there',
      [...asked, '--measurements', 'no.csv', '--out', 'x'],
      1,
      'MEASUREMENTS_FILE_MISSING',
    ],
    ['the two files swapped', [...asked, '--measurements', layers, '--out', 'x'], 1, 'MEASUREMENTS_FILE'],
  ] as const) {
    it(`ends with ${code} for ${title} and writes nothing`, async () => {
      const said = await run(...words);
      expect(said.err).to.include(part);
      expect(said.code).to.equal(code);
      expect(await readdir(folder)).not.to.include('x');
    });
  }
});

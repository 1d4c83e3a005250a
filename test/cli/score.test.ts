import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { countLayers } from '../../core/network/counts.js';
import { buildArchitecture } from '../../core/network/architectures/index.js';
import { channelGroups } from '../../core/network/groups.js';
import { formatPlan } from '../../core/network/plan-file.js';
import { prunedNetwork } from '../../core/network/prune.js';
import { layerTable } from '../../core/network/rows.js';
import { exportOnnx } from '../../runtime/onnx/export.js';
import { randomPlan, randomWeights } from '../core/network/random-networks.js';
import { referencePath } from '../reference/tables.js';
import { espalier } from './espalier.js';

const network = buildArchitecture(
  { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.1, input: { height: 32, width: 32 } },
  11,
);
const layers = referencePath('deeplabv3plus_resnet18_960_layers.csv');
const PIPELINE = `version: 1
name: mine
networks:
  small: { architecture: deeplabv3plus, backbone: resnet18, width: 0.1, input: { height: 32, width: 32 } }
  other: { architecture: unet, depth: 2, base: 4, input: { height: 32, width: 32 } }
datasets:
  digits: { kind: digits, train: 1, validation: 1 }
steps:
  train: { uses: train, with: { network: small, dataset: digits, epochs: 1 } }
`;

interface Totals {
  readonly totals: Readonly<Record<string, number>>;
  readonly layers: readonly Readonly<Record<string, number | string>>[];
}

describe('espalier score', () => {
  let folder: string;
  const run = (...words: string[]) => espalier(folder, 'score', ...words);
  const scored = async (...words: string[]): Promise<Totals> => {
    const { out, err, code } = await run(...words, '--json');
    expect(err).to.equal('');
    expect(code).to.equal(0);
    return JSON.parse(out) as Totals;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-score-'));
    await writeFile(join(folder, 'mine.onnx'), exportOnnx(network, randomWeights(network, 4)));
    await writeFile(join(folder, 'mine.yaml'), PIPELINE);
    await writeFile(join(folder, 'wrong.yaml'), 'model: systolic\n');
  });

  after(() => rm(folder, { recursive: true }));

  it('gives the cost of a layer table, in total and by layer', async () => {
    const { totals, layers: rows } = await scored('--layers', layers, '--target', 'arria10-16x16x1');
    expect(totals.macs / 1e9).to.be.closeTo(147.37, 0.005);
    expect(totals.ops).to.equal(2 * totals.macs);
    expect(totals.params / 1e6).to.be.closeTo(16.63, 0.005);
    expect(totals.latencyMs).to.be.closeTo(3900, 1);
    expect(totals.weightBytes).to.equal(2 * totals.params);
    // The decoder's convolution of 256 channels to as many, at 240x240.
    expect(totals.peakMemoryBytes).to.be.at.least(2 * 2 * 256 * 240 * 240);
    expect(rows).to.have.length(38);
    for (const key of ['macs', 'params', 'latencyMs', 'energyMj']) {
      const sum = rows.reduce((all, row) => all + Number(row[key]), 0);
      expect(sum, key).to.be.closeTo(totals[key], 1e-9 * totals[key]);
    }
  });

  it('gives that of a network, of a pipeline or an ONNX file, alike', async () => {
    const ofPipeline = await scored(
      '--network',
      'mine.yaml',
      '--network-name',
      'small',
      '--target',
      'cortex-a72',
    );
    const ofOnnx = await scored('--network', 'mine.onnx', '--target', 'cortex-a72');
    const { macs, params } = countLayers(network).total;
    expect(ofPipeline.totals).to.include({ macs, params });
    expect(ofPipeline.layers.map(({ name }) => name)).to.deep.equal(
      layerTable(network).map(({ name }) => name),
    );
    // Batch norm is folded in the file.
    expect(ofOnnx.totals.latencyMs).to.equal(ofPipeline.totals.latencyMs);
    expect(ofOnnx.totals.peakMemoryBytes).to.equal(ofPipeline.totals.peakMemoryBytes);
  });

  it('gives that of a network that a plan prunes', async () => {
    const plan = randomPlan(channelGroups(network), 3);
    await writeFile(join(folder, 'plan.json'), formatPlan(plan));
    const { totals } = await scored('--network', 'mine.onnx', '--plan', 'plan.json', '--target', 'rtx2080');
    const { macs } = countLayers(prunedNetwork(network, plan)).total;
    expect(totals.macs).to.equal(macs).and.to.be.below(countLayers(network).total.macs);
  });

  it('prints totals and a line a layer', async () => {
    const { out, code } = await run('--layers', layers, '--target', 'arria10-16x16x4');
    expect(code).to.equal(0);
    expect(out).to.include('latency 2200 ms').and.to.include('147 G MACs').and.to.include('window-load');
    expect(out.trim().split('\n')).to.have.length(4 + 1 + 1 + 38);
  });

  for (const [title, words, code, part] of [
    ['neither network nor table', ['--target', 'rtx2080'], 2, 'give --network or --layers'],
    ['both', ['--target', 'rtx2080', '--layers', 'x', '--network', 'y'], 2, 'cannot be used with'],
    ['no target', ['--layers', 'x'], 2, '--target'],
    ['a target that is not there', ['--layers', layers, '--target', './no.yaml'], 1, 'TARGET_FILE_MISSING'],
    ['a target that is wrong', ['--layers', layers, '--target', 'wrong.yaml'], 1, "lacks the key 'array'"],
    ['a name that the library lacks', ['--layers', layers, '--target', 'rtx'], 1, 'TARGET_NOT_IN_LIBRARY'],
    ['a table that is not there', ['--layers', 'no.csv', '--target', 'rtx2080'], 1, 'LAYERS_FILE_MISSING'],
    ['a table that is none', ['--layers', 'mine.yaml', '--target', 'rtx2080'], 1, 'mine.yaml:'],
    ['a pipeline of two networks', ['--network', 'mine.yaml', '--target', 'rtx2080'], 1, 'NETWORK_NOT_NAMED'],
    ['a pipeline that is invalid', ['--network', 'wrong.yaml', '--target', 'rtx2080'], 3, 'wrong.yaml:1:1'],
  ] as const) {
    it(`ends with ${code} for ${title}`, async () => {
      const said = await run(...words);
      expect(said.err).to.include(part);
      expect(said.code).to.equal(code);
      expect(said.out).to.equal('');
    });
  }

  it('explains itself', async () => {
    const { out, code } = await run('--help');
    expect(code).to.equal(0);
    expect(out).to.include('--layers').and.to.include('--network').and.to.include('--plan');
  });
});

import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { network, type NetworkOptions } from '../../cli/network.js';
import { networkText } from '../../cli/network-text.js';
import { EspalierError } from '../../core/errors.js';
import { buildArchitecture } from '../../core/network/architectures/index.js';
import { describeNetwork } from '../../core/network/description.js';
import type { Network } from '../../core/network/layer.js';
import { pointwise } from '../core/network/pointwise.js';
import { initialWeights } from '../../core/network/parameters.js';
import { Random } from '../../core/random.js';
import { exportOnnx } from '../../runtime/onnx/export.js';
import { projectRoot } from '../../runtime/project.js';

const quickstart = join(projectRoot, 'pipelines/quickstart.yaml');

const TWO_NETWORKS = `version: 1
name: two-networks
networks:
  small: { architecture: deeplabv3plus, backbone: resnet18, width: 0.125, input: { height: 64, width: 64 } }
  large: { architecture: deeplabv3plus, backbone: resnet18, width: 0.25, input: { height: 64, width: 64 } }
datasets:
  digits: { kind: digits, train: 64, validation: 16 }
  scenes: { kind: folder, images: i, labels: l, classes: [a, b, c] }
steps:
  train: { uses: train, with: { network: small, dataset: scenes, epochs: 1 } }
`;

const OWN_NETWORK = `version: 1
name: own-network
networks:
  mine: { onnx: model.bin }
datasets:
  scenes: { kind: folder, images: i, labels: l, classes: [a, b, c] }
steps:
  train: { uses: train, with: { network: mine, dataset: scenes, epochs: 1 } }
`;

/** Softmax over a convolution's output freezes it; the names try to take over a terminal and a drawing. */
const HOSTILE: Network = {
  layers: [
    { name: 'image', kind: 'input', inputs: [], channels: 3, height: 8, width: 8 },
    pointwise('\u001b[31m<b>&', 'image', 4),
    { name: 'soft', kind: 'softmax', inputs: ['\u001b[31m<b>&'] },
  ],
  output: 'soft',
};

function tinyDeeplab(): Network {
  return buildArchitecture(
    { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.0625, input: { height: 32, width: 32 } },
    3,
  );
}

describe('espalier network', function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-network-'));
  });

  after(() => rm(folder, { recursive: true }));

  function espalier(...words: string[]): Promise<{ out: string; err: string; code: number }> {
    return new Promise((resolve) => {
      const command = [join(projectRoot, 'dist/cli/main.js'), 'network', ...words];
      const child = execFile(process.execPath, command, { cwd: folder }, (_, out, err) =>
        resolve({ out, err, code: child.exitCode ?? -1 }),
      );
    });
  }

  /** Without a process of its own, which takes its time to start. */
  async function failure(file: string, options: Partial<NetworkOptions>): Promise<string> {
    try {
      await network(join(folder, file), { protect: [], layers: false, json: false, ...options });
    } catch (error) {
      if (error instanceof EspalierError) return `${error.code} ${error.message} ${error.hint ?? ''}`;
      throw error;
    }
    throw new Error('there was no error');
  }

  it('prints totals, groups and frozen channels within 100 columns, and layers where they are wanted', async () => {
    const { out, err, code } = await espalier(quickstart);
    expect({ err, code }).to.deep.equal({ err: '', code: 0 });
    expect(out).to.match(
      /^deeplab of quickstart.yaml\n42.2 M MACs, 84.5 M ops, 1.04 M parameters in 101 layers/,
    );
    expect(out).to.contain('Channel groups: 23, of which 21 prunable');
    expect(out).to.contain('Frozen channels: 14 in 2 groups');
    expect(out).to.match(
      / 16 {2}prunable {2}backbone\.conv1\n +backbone\.conv1, backbone\.layer1\.0\.conv2,/,
    );
    expect(out).to.match(/ 11 {2}frozen {4}classifier\n/);
    expect(out).to.not.contain('batchnorm').and.not.contain('\u001b');
    expect(Math.max(...out.split('\n').map((line) => line.length))).to.be.at.most(100);
    const { out: longer } = await espalier(quickstart, '--layers');
    expect(longer.startsWith(out.trimEnd())).to.equal(true);
    expect(longer.match(/^ +batchnorm +\d+x\d+x\d+ /gm)).to.have.length(29);
    expect(longer).to.match(/^ {2}conv +11x16x16 +180 k +715 {2}classifier$/m);
  });

  it('prints the same as JSON, every number exact', async () => {
    const { out, code } = await espalier(quickstart, '--json', '--protect', 'aspp.branch?.conv');
    expect(code).to.equal(0);
    const answer: unknown = JSON.parse(out);
    const built = buildArchitecture(
      {
        architecture: 'deeplabv3plus',
        backbone: 'resnet18',
        width: 0.25,
        outputStride: 16,
        input: { height: 64, width: 64 },
      },
      11,
    );
    const description = describeNetwork(built, { protect: ['aspp.branch?.conv'] });
    expect(answer).to.deep.equal({ ...description, remarks: [] });
    expect(description.frozen.map(({ reason }) => reason)).to.deep.equal([
      'input',
      ...['protected', 'protected', 'protected', 'protected'],
      'output',
    ]);
  });

  it('takes the classes of the dataset that the network is trained on, and another input size', async () => {
    await writeFile(join(folder, 'two.yaml'), TWO_NETWORKS);
    const { out } = await espalier('two.yaml', '--network', 'small', '--input', '96x128', '--layers');
    expect(out).to.match(/3x96x128 +logits$/m);
    expect(await failure('two.yaml', {}))
      .to.contain('NETWORK_NOT_NAMED')
      .and.contain('small, large');
    expect(await failure('two.yaml', { network: 'larg' })).to.contain("Did you mean 'large'?");
    expect(await failure('two.yaml', { network: 'large' })).to.contain('NETWORK_CLASSES_UNKNOWN');
  });

  it('reads an ONNX file by its content, whatever its name', async () => {
    const tiny = tinyDeeplab();
    const bytes = exportOnnx(tiny, initialWeights(tiny, Random.fromSeed(1)), { foldBatchNorm: false });
    await writeFile(join(folder, 'model.bin'), bytes);
    const { out, code } = await espalier('model.bin', '--json');
    expect(code).to.equal(0);
    const answer: unknown = JSON.parse(out);
    const { totals } = describeNetwork(tiny);
    expect(answer).to.have.property('totals').that.deep.equals(totals);
    expect(answer).to.have.all.keys('totals', 'layers', 'groups', 'frozen', 'remarks');
    expect(await failure('model.bin', { network: 'x' })).to.contain('NETWORK_OPTION');
    await writeFile(join(folder, 'mine.yaml'), OWN_NETWORK);
    const { out: own } = await espalier('mine.yaml', '--json');
    expect(JSON.parse(own)).to.deep.equal(answer);
  });

  it('names what is wrong: the file, an option, a pattern', async () => {
    await copyFile(quickstart, join(folder, 'quickstart.yaml'));
    await writeFile(join(folder, 'damaged.onnx'), Buffer.from([8, 7, 58, 200, 1, 0]));
    expect(await failure('nowhere.onnx', {})).to.match(/^NETWORK_FILE_MISSING .*nowhere\.onnx/);
    expect(await failure('.', {})).to.match(/^NETWORK_FILE_MISSING/);
    expect(await failure('damaged.onnx', {})).to.match(/^ONNX_UNREADABLE/);
    expect(await failure('quickstart.yaml', { output: 'x' })).to.match(/^NETWORK_OPTION/);
    expect(await failure('quickstart.yaml', { svg: join(folder, 'no/such/folder.svg') })).to.match(
      /^SVG_NOT_WRITTEN/,
    );
    const { code, out, err } = await espalier(quickstart, '--protect', 'aspp.*', '--protect', 'nothing.*');
    expect({ code, out }).to.deep.equal({ code: 1, out: '' });
    expect(err)
      .to.match(/^PROTECT_NO_MATCH .*'nothing\.\*'/)
      .and.not.contain('    at ');
  });

  it('exits 2 on a size that is none, and 3 on a pipeline that has mistakes', async () => {
    expect((await espalier(quickstart, '--input', '64')).code).to.equal(2);
    await writeFile(join(folder, 'bad.yaml'), 'version: 1\nname: bad\n');
    const { code, out, err } = await espalier('bad.yaml');
    expect({ code, out }).to.deep.equal({ code: 3, out: '' });
    expect(err).to.match(/^bad\.yaml:\d+:\d+ MISSING_KEY/m);
  });

  it('draws where it is asked to', async () => {
    const { code } = await espalier(quickstart, '--svg', 'deeplab.svg');
    expect(code).to.equal(0);
    const svg = await readFile(join(folder, 'deeplab.svg'), 'utf8');
    expect(svg).to.match(/^<svg/);
    expect(svg).to.equal(await readFile(join(projectRoot, 'docs/images/network.svg'), 'utf8'));
  });
});

describe('the text about a network', () => {
  const remarks = [{ layer: 'soft', operator: 'Softmax', reason: 'is told' }];
  const options = { width: 100, cut: false, layers: true };

  it('says what keeps channels from being pruned, and what the importer remarked', () => {
    const text = networkText('x', describeNetwork(HOSTILE), remarks, options);
    expect(text).to.contain('Remarks: 1\n  Softmax: is told\n    soft');
    expect(text).to.match(/the network's output has these channels:\n.+ \(4\)/);
  });

  it('gives a terminal no commands out of names', () => {
    const text = networkText('\u001b[2J', describeNetwork(HOSTILE), remarks, options);
    expect(text).to.contain('\uFFFD[31m<b>&');
    expect([...text].filter((character) => character < ' ' && character !== '\n')).to.deep.equal([]);
  });

  it('shortens layers to the width of a terminal only', () => {
    const layers = HOSTILE.layers.map((layer) =>
      layer.kind === 'input' ? { ...layer, name: 'n'.repeat(90) } : layer,
    );
    const long = { layers: [layers[0]], output: 'n'.repeat(90) };
    const lines = (cut: boolean): number[] =>
      networkText('x', describeNetwork(long), [], { width: 60, cut, layers: true })
        .split('\n')
        .slice(-1)
        .map((line) => line.length);
    expect(lines(true)).to.deep.equal([60]);
    expect(lines(false)[0]).to.be.above(90);
  });
});

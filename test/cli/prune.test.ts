import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { prune as pruneFile, type PruneOptions } from '../../cli/prune.js';
import { buildArchitecture } from '../../core/network/architectures/index.js';
import { countLayers } from '../../core/network/counts.js';
import { channelGroups } from '../../core/network/groups.js';
import { parsePlan } from '../../core/network/plan-file.js';
import { prunedNetwork, sliceWeights } from '../../core/network/prune.js';
import { exportOnnx } from '../../runtime/onnx/export.js';
import { projectRoot } from '../../runtime/project.js';
import { encodeSafetensors } from '../../runtime/tensor/safetensors.js';
import { randomPlan, randomWeights } from '../core/network/random-networks.js';
import { largestDifference, randomImages, runModel } from '../runtime/onnx/run-model.js';

const PIPELINE = `version: 1
name: mine
networks:
  deeplab: { architecture: deeplabv3plus, backbone: resnet18, width: 0.1, input: { height: 32, width: 32 } }
datasets:
  digits: { kind: digits, train: 1, validation: 1 }
steps:
  train: { uses: train, with: { network: deeplab, dataset: digits, epochs: 1 } }
`;

const network = buildArchitecture(
  { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.1, input: { height: 32, width: 32 } },
  11,
);
const weights = randomWeights(network, 4);
const images = randomImages(network, 1, 8);

describe('espalier prune', function () {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-prune-'));
    await writeFile(join(folder, 'mine.onnx'), exportOnnx(network, weights));
    await writeFile(join(folder, 'mine.safetensors'), encodeSafetensors(weights));
    await writeFile(join(folder, 'mine.yaml'), PIPELINE);
  });

  after(() => rm(folder, { recursive: true }));

  async function prune(...words: string[]) {
    const main = join(projectRoot, 'dist/cli/main.js');
    const child = spawn(process.execPath, [main, 'prune', ...words], { cwd: folder });
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
    const closed: unknown[] = await once(child, 'close');
    return { ...said, code: closed[0] };
  }

  const bytesOf = (name: string): Promise<Buffer> => readFile(join(folder, name));
  const textOf = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

  // Loading the command takes seconds where other tests run beside it.
  this.timeout(60_000);

  it('prunes an ONNX file by a ratio, says what that saves, and replays the plan that it made', async () => {
    const options = ['--ratio', '0.3', '--ranking', 'l2', '--round-to', '2', '--protect', 'aspp*'];
    const made = await prune(
      'mine.onnx',
      ...options,
      '-o',
      'small.onnx',
      '--save-plan',
      'plan.json',
      '--json',
    );
    expect(made.err).to.equal('');
    expect(made.code).to.equal(0);
    const said: unknown = JSON.parse(made.out);
    const plan = parsePlan(await textOf('plan.json'));
    expect(said).to.have.deep.property('plan', plan);
    expect(said).to.have.nested.property('before.macs', countLayers(network).total.macs);
    expect(said)
      .to.have.nested.property('after.macs')
      .that.is.below(0.75 * countLayers(network).total.macs);
    for (const [group, kept] of Object.entries<readonly number[]>(plan.keep)) {
      expect(group).not.to.match(/^aspp/);
      expect(kept.length % 2).to.equal(0);
    }

    const replayed = await prune('mine.onnx', '--plan', 'plan.json', '-o', 'again.onnx');
    expect(replayed.out)
      .to.match(/MACs.*×/)
      .and.match(/Parameters.*×/)
      .and.contain('again.onnx');
    expect((await bytesOf('again.onnx')).equals(await bytesOf('small.onnx'))).to.equal(true);
    expect(await runModel(await bytesOf('small.onnx'), network, images)).to.have.length(11 * 32 * 32);
  });

  it("prunes a pipeline's network with weights of its own, as slicing does", async () => {
    const plan = randomPlan(channelGroups(network), 5);
    await writeFile(join(folder, 'random.json'), JSON.stringify(plan));
    const source = ['mine.yaml', '--network', 'deeplab', '--weights', 'mine.safetensors'];
    const { code, err } = await prune(...source, '--plan', 'random.json', '-o', 'sliced.onnx');
    expect(err).to.equal('');
    expect(code).to.equal(0);
    const sliced = exportOnnx(prunedNetwork(network, plan), sliceWeights(network, plan, weights));
    const [actual, expected] = [
      await runModel(await bytesOf('sliced.onnx'), network, images),
      await runModel(sliced, network, images),
    ];
    expect(largestDifference(actual, expected)).to.equal(0);
  });

  const misuses: readonly [title: string, words: readonly string[], part: string][] = [
    ['neither plan nor ratio', ['-o', 'x.onnx'], '--ratio'],
    ['both plan and ratio', ['-o', 'x.onnx', '--plan', 'p', '--ratio', '0.1'], '--ratio'],
    ['a ratio above 1', ['-o', 'x.onnx', '--ratio', '30'], 'from 0 to 1'],
    ['no place for the result', ['--ratio', '0.1'], '--out'],
  ];
  for (const [title, words, part] of misuses) {
    it(`exits 2 on ${title}`, async () => {
      const { code, err, out } = await prune('mine.onnx', ...words);
      expect(code).to.equal(2);
      expect(err).to.contain(part);
      expect(out).to.equal('');
    });
  }

  it('exits 1 on a plan that is not there, with a code and no stack trace', async () => {
    const { code, err } = await prune('mine.onnx', '-o', 'x.onnx', '--plan', 'nowhere.json');
    expect(code).to.equal(1);
    expect(err).to.contain('PLAN_FILE').and.contain('nowhere.json').and.not.to.contain('    at ');
  });

  const refusals: readonly [title: string, options: Partial<PruneOptions>, code: string][] = [
    ['a plan that is no JSON', { plan: 'mine.yaml' }, 'PLAN_FILE'],
    ['a plan of another network', { plan: 'other.json' }, 'PLAN_UNKNOWN_GROUP'],
    ['a plan of another version', { plan: 'later.json' }, 'PLAN_VERSION'],
    ['weights that are not there', { weights: 'nowhere.safetensors' }, 'WEIGHTS_FILE_MISSING'],
    ['a place that cannot be', { out: 'nowhere/x.onnx' }, 'OUTPUT_FILE'],
    ['layers that are not there to be protected', { protect: ['nose*'] }, 'PROTECT_NO_MATCH'],
  ];
  for (const [title, { plan, weights: file, out = 'x.onnx', protect = [] }, code] of refusals) {
    it(`refuses ${title}`, async () => {
      await writeFile(join(folder, 'other.json'), '{ "version": 1, "keep": { "nose": [0] } }');
      await writeFile(join(folder, 'later.json'), '{ "version": 2, "keep": {} }');
      const at = (name?: string) => (name === undefined ? undefined : join(folder, name));
      const source = file === undefined ? 'mine.onnx' : 'mine.yaml';
      const pruning = pruneFile(join(folder, source), {
        out: join(folder, out),
        plan: at(plan),
        weights: at(file),
        ratio: 0.1,
        ranking: 'l1',
        protect,
        roundTo: 1,
        json: true,
      });
      expect(await pruning.catch((error: unknown) => error)).to.have.property('code', code);
    });
  }
});

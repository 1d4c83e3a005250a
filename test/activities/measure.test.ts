import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect } from 'chai';
import { measure } from '../../activities/measure.js';
import type { MeasureAnswer, MeasureRequest } from '../../activities/messages.js';
import { describeNetwork, writeNetwork } from '../../activities/networks.js';
import type { Surroundings } from '../../activities/surroundings.js';
import { TargetError } from '../../core/errors.js';
import { buildArchitecture } from '../../core/network/architectures/index.js';
import { initialWeights } from '../../core/network/parameters.js';
import { Random } from '../../core/random.js';
import { openFileStore } from '../../runtime/store/file-store.js';
import { TensorThread } from '../../runtime/tensor/thread/host.js';

const network = buildArchitecture(
  { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.1, input: { height: 32, width: 32 } },
  3,
);

describe('a measurement of a stored network', () => {
  let folder: string;
  let surroundings: Surroundings;
  let request: MeasureRequest;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-test-'));
    const store = openFileStore(folder);
    surroundings = {
      store,
      outputFolder: folder,
      baseFolder: folder,
      tensors: new TensorThread(),
      allowExec: false,
    };
    const description = await describeNetwork(store, 'small', { network, classes: ['a', 'b', 'c'] });
    const script = `require('node:fs').appendFileSync('asked', 'x'); console.log('{"latencyMs": 3}')`;
    request = {
      run: { runId: 'run', seed: 1, base: folder },
      label: 'step',
      network: await writeNetwork(store, description, initialWeights(network, Random.fromSeed(2))),
      plan: null,
      target: { model: 'command', command: [process.execPath, '-e', script, '{onnx}'] },
    };
  });

  after(() => rm(folder, { recursive: true, force: true }));

  const run = (more: Partial<MeasureRequest> = {}): Promise<MeasureAnswer> =>
    new MockActivityEnvironment().run(() => measure(surroundings, { ...request, ...more }));
  const asked = async () => (await readFile(join(folder, 'asked'), 'utf8')).length;

  it('is made once, and counts from then on', async () => {
    const first = await run();
    expect(first).to.include({ latencyMs: 3 }).and.to.not.have.property('cached');
    expect(await run()).to.deep.equal({ ...first, cached: true });
    expect(await asked()).to.equal(1);
    expect(await run({ device: first.device })).to.include({ cached: true });
  });

  it('is made anew by another command', async () => {
    const { target } = request;
    if (target.model !== 'command') throw new Error('no command');
    const before = await asked();
    await run({ target: { ...target, command: [...target.command, '--slow'] } });
    expect(await asked()).to.equal(before + 1);
  });

  it('is refused where another device measured before', async () => {
    const before = await asked();
    const error: unknown = await measure(surroundings, { ...request, device: 'a board that is gone' }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(TargetError).and.to.have.property('code', 'DEVICE_CHANGED');
    expect(await asked()).to.equal(before);
  });
});

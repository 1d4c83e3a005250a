import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { compile } from '../../activities/compile.js';
import type { CompileRequest, ProgramRef } from '../../activities/messages.js';
import { describeNetwork, writeNetwork } from '../../activities/networks.js';
import type { Surroundings } from '../../activities/surroundings.js';
import { buildArchitecture } from '../../core/network/architectures/index.js';
import { openFileStore } from '../../runtime/store/file-store.js';
import { randomWeights } from '../core/network/random-networks.js';
import { rejectionOf } from '../runtime/compilers/shipped.js';

const TARGET = {
  model: 'pe-array',
  spatialUnroll: { C: 4, K: 4 },
  clockMhz: 150,
  wordBits: 16,
  dramGbps: 32,
} as const;

describe('the compile activity', () => {
  const classes = Array.from({ length: 11 }, (_, index) => `class ${index}`);
  let folder: string;
  let surroundings: Pick<Surroundings, 'store' | 'outputFolder' | 'baseFolder'>;
  let request: CompileRequest;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-compile-'));
    const store = openFileStore(join(folder, 'store'));
    surroundings = { store, outputFolder: join(folder, 'out'), baseFolder: folder };
    const network = buildArchitecture(
      { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.125, input: { height: 32, width: 32 } },
      classes.length,
    );
    const described = await describeNetwork(store, 'mine', { network, classes });
    request = {
      run: { runId: 'run', seed: 1, base: null },
      network: await writeNetwork(store, described, randomWeights(network, 1)),
      backend: 'onnx',
      target: { name: 'edge', spec: TARGET },
      datasets: { digits: { kind: 'digits', train: 4, validation: 4, fresh: false } },
      images: { calibration: 2, evaluation: 2 },
      miou: null,
    };
  });
  after(() => rm(folder, { recursive: true }));

  const run = (changes: Partial<CompileRequest>): Promise<{ program: ProgramRef }> =>
    new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(
      compile,
      surroundings,
      { ...request, ...changes },
    );

  it("publishes what a user's tool makes, and nothing where it fails", async () => {
    const copy = `require('fs').copyFileSync(process.argv[1], process.argv[2])`;
    const tool = {
      command: [process.execPath, '-e', copy, '--', '{onnx}', '{out}'],
      outputs: ['network.bin'],
    };
    const { program } = await run({ backend: 'command', tool, run: { ...request.run, runId: 'tool' } });
    const names = ['bin', 'bin.manifest.json', 'command-input.onnx', 'command.log'];
    const published = names.map((name) => `mine-edge.${name}`);
    expect((await readdir(join(folder, 'out/tool'))).sort()).to.deep.equal(published);
    expect(program.score).to.equal(null);
    const failing = { command: [process.execPath, '-e', 'process.exit(3)'], outputs: ['network.other'] };
    const error = await rejectionOf(
      run({ backend: 'command', tool: failing, run: { ...request.run, runId: 'tool' } }),
    );
    expect(error).to.have.property('code', 'TOOL_FAILED');
    expect((await readdir(join(folder, 'out/tool'))).sort()).to.deep.equal(published);
  });

  it('publishes every back end and precision under a name of its own, each with what it was found to do', async () => {
    const { program: float } = await run({});
    const { program: int8 } = await run({ precision: 'int8' });
    const { program: array } = await run({ backend: 'pe-array' });
    expect(float.onnx).to.deep.equal(float.files[0]);
    expect(int8).not.to.have.property('onnx');
    expect((await readdir(join(folder, 'out/run'))).sort()).to.deep.equal([
      'mine-edge.int8.manifest.json',
      'mine-edge.int8.onnx',
      'mine-edge.manifest.json',
      'mine-edge.onnx',
      'mine-edge.pe-int16.bin',
      'mine-edge.pe-int16.bin.manifest.json',
      'mine-edge.pe-int16.txt',
    ]);
    const manifest: unknown = JSON.parse(await readFile(array.manifest.path, 'utf8'));
    expect(manifest).to.have.property('precision', 'int16');
    expect(manifest).to.have.nested.property('score.images', 2);
    expect(manifest).to.have.nested.property('score.miou.program').that.is.a('number');
    expect(manifest).to.have.nested.property('latencies[0].source', 'model');
    expect(manifest).to.have.nested.property('latencies[1].source', 'simulator');
    expect(manifest).to.have.nested.property('files[1].name', 'mine-edge.pe-int16.txt');
  });

  it('says that the disk is full, and leaves what was finished as it was', async () => {
    const { program: finished } = await run({});
    const before = await readFile(finished.manifest.path);
    const out = join(folder, 'out/full');
    await mkdir(out, { recursive: true });
    await symlink('/dev/full', join(out, 'mine-edge.pe-int16.txt.part'));
    const full = { ...request.run, runId: 'full' };
    const error = await rejectionOf(run({ backend: 'pe-array', run: full }));
    expect(error).to.have.property('code', 'OUTPUT_FULL');
    expect(await readdir(out), 'no manifest, no part of a file').to.deep.equal(['mine-edge.pe-int16.bin']);
    expect(await readFile(finished.manifest.path)).to.deep.equal(before);
    const { program } = await run({ backend: 'pe-array', run: full });
    expect(program.files).to.have.length(2);
  });

  it('ends soon when it is cancelled, whatever the back end, and publishes nothing', async () => {
    for (const backend of ['onnx', 'pe-array'] as const) {
      const environment = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
      const ended = environment.run(compile, surroundings, {
        ...request,
        backend,
        run: { ...request.run, runId: 'cancelled' },
      });
      environment.cancel('CANCELLED');
      expect(await rejectionOf(ended), backend).to.have.property('name', 'CancelledFailure');
    }
    expect(await readdir(join(folder, 'out'))).not.to.include('cancelled');
  });

  it('refuses numbers that a back end does not compute in before it reads an image', async () => {
    const error = await rejectionOf(run({ precision: 'int16', datasets: {} }));
    expect(error).to.have.property('code', 'COMPILE_PRECISION');
  });
});

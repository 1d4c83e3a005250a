import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { doctor, type CheckResult } from '../../cli/doctor.js';
import { scratchFolder } from '../runtime/temporal/scratch.js';

describe('espalier doctor', function () {
  this.timeout(60_000);
  const scratch = scratchFolder();
  const namedCli = process.env.ESPALIER_TEMPORAL;
  afterEach(() => {
    if (namedCli === undefined) delete process.env.ESPALIER_TEMPORAL;
    else process.env.ESPALIER_TEMPORAL = namedCli;
  });
  after(() => {
    scratch.remove();
  });

  async function check(name: string, store = join(scratch.path, 'store')): Promise<CheckResult> {
    const results = await doctor({ address: '127.0.0.1:1', store });
    const result = results.find((candidate) => candidate.name === name);
    if (result === undefined) throw new Error(`no check is named ${name}`);
    return result;
  }

  it('finds every part in place after set-up', async () => {
    const results = await doctor({ address: '127.0.0.1:1', store: join(scratch.path, 'store') });
    const states = Object.fromEntries(results.map(({ name, state }) => [name, state]));
    expect(states).to.include({
      'Node.js': 'ok',
      'Temporal CLI': 'ok',
      TensorFlow: 'ok',
      onnxruntime: 'ok',
      store: 'ok',
    });
  });

  it('gives the cure where no server answers, which is no failure', async () => {
    const result = await check('Temporal server');
    expect(result.state).to.equal('warning');
    expect(result.detail).to.contain('127.0.0.1:1');
    expect(result.cure).to.contain('espalier dev');
  });

  it('fails where the Temporal CLI is not there or does not work, and goes on', async () => {
    process.env.ESPALIER_TEMPORAL = join(scratch.path, 'nothing');
    expect(await check('Temporal CLI')).to.include({ state: 'failed' });
    const broken = join(scratch.path, 'broken');
    writeFileSync(broken, '#!/bin/sh\nexit 1\n');
    chmodSync(broken, 0o755);
    process.env.ESPALIER_TEMPORAL = broken;
    expect(await check('Temporal CLI')).to.include({ state: 'failed' });
  });

  it('fails where the store cannot be written', async () => {
    mkdirSync(join(scratch.path, 'folder'));
    writeFileSync(join(scratch.path, 'folder/file'), '');
    const result = await check('store', join(scratch.path, 'folder/file/store'));
    expect(result.state).to.equal('failed');
    expect(result.cure).to.be.a('string');
  });
});

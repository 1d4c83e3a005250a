import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { localDefaults, startLocal } from '../../cli/local.js';
import { projectRoot } from '../../runtime/project.js';
import { smallSearch } from '../cluster.js';

describe('espalier run, interrupted', function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-interrupt-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('exits 130, says how to go on, and the run goes on from there', async () => {
    const weights = join(projectRoot, 'pipelines/weights');
    await writeFile(join(folder, 'p.yaml'), smallSearch(4, 5).replaceAll('weights/', `${weights}/`));
    const words = ['run', 'p.yaml', '--home', 'state', '--tensor-workers', '1'];
    const child = spawn(process.execPath, [join(projectRoot, 'dist/cli/main.js'), ...words], { cwd: folder });
    let said = '';
    let interrupted = false;
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (interrupted || !/search: generation [1-4]/.test(said)) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    const closed: unknown[] = await once(child, 'close');
    expect(closed[0], said).to.equal(130);
    const run = /^Run (\S+?);/m.exec(said)?.[1] ?? '';
    expect(said)
      .to.contain('goes on from here with: espalier dev --home state')
      .and.to.contain(`espalier watch ${run} --home state`);

    const cluster = await startLocal({
      ...localDefaults,
      home: join(folder, 'state'),
      out: join(folder, 'out'),
      tensorWorkers: 1,
    });
    try {
      const output: unknown = await cluster.temporal.client.workflow.getHandle(run).result();
      expect(output).to.have.nested.property('steps.search.outputs.ended', 'generations');
    } finally {
      await cluster.stop();
    }
  });
});

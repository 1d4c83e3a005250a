import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { isAlive } from '../../runtime/temporal/process.js';
import { smallSearch, startTestCluster, type TestCluster } from '../cluster.js';
import { espalier } from './espalier.js';

/** A tool that says who and where it is, and then takes far too long. */
const SLOW_TOOL = `
const { spawn } = require('node:child_process');
const child = spawn('sleep', ['600']);
require('node:fs').writeFileSync(process.argv[2], JSON.stringify({ pids: [process.pid, child.pid], cwd: process.cwd() }));
setInterval(() => undefined, 1000);
`;

describe('commands about runs', function () {
  this.timeout(120_000);
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster(1);
    writeFileSync(
      join(cluster.folder, 'small.yaml'),
      smallSearch(4, 2).replaceAll('weights/', `${weights()}/`),
    );
  });

  after(() => cluster.stop());

  const weights = () => join(import.meta.dirname, '../../../pipelines/weights');

  /** The command line beside the server's state, as a user calls it. */
  const call = (...words: string[]) => espalier(cluster.folder, ...words, '--home', 'home');

  it('start, status, watch, result, logs and list tell of the same run', async () => {
    const started = await call('start', 'small.yaml', '--id', 'one', '--json');
    expect(started.code).to.equal(0);
    expect(JSON.parse(started.out)).to.deep.equal({ run: 'one' });
    expect((await call('start', 'small.yaml', '--id', 'one')).err).to.contain('RUN_EXISTS');

    const watched = await call('watch', 'one');
    expect(watched.code).to.equal(0);
    expect(watched.out).to.match(/✔ search \(search\) done\none done after /);

    const status: unknown = JSON.parse((await call('status', 'one', '--json')).out);
    expect(status).to.include({ run: 'one', pipeline: 'small-search', state: 'done', failure: null });
    expect(status)
      .to.have.property('steps')
      .that.deep.includes({ id: 'search', uses: 'search', state: 'done', done: 1, total: 1 });

    const result = await call('result', 'one', '--json');
    expect(result.code).to.equal(0);
    expect(JSON.parse(result.out)).to.have.nested.property('steps.search.outputs.front.candidates');
    expect((await call('result', 'one')).out).to.contain('Front (search)');

    const { out } = await call('logs', 'one', '--json', '--all');
    const happenings = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(happenings[0]).to.deep.include({ workflow: 'one', weight: 'news', text: 'run began' });
    expect(out)
      .to.contain('"workflow":"one/search/generation-2"')
      .and.to.contain('baseline: evaluate: done in');

    const list: unknown = JSON.parse((await call('list', '--json')).out);
    expect(list).to.be.an('array').with.lengthOf(1);
    expect((await call('list', '--state', 'failed')).out).to.contain('no such run');
  });

  it('a run that fails is told of with its code, and fails those who wait for it', async () => {
    writeFileSync(
      join(cluster.folder, 'bad.yaml'),
      smallSearch(4, 2).replace('weights/deeplab-digits', 'weights/nowhere'),
    );
    await call('start', 'bad.yaml', '--id', 'bad');
    const result = await call('result', 'bad', '--json');
    expect(result.code).to.equal(1);
    expect(JSON.parse(result.out)).to.have.nested.property('failure.code', 'WEIGHTS_FILE_MISSING');
    expect((await call('watch', 'bad')).code).to.equal(1);
    const status = await call('status', 'bad');
    expect(status.code).to.equal(0);
    expect(status.out).to.contain('failed').and.to.contain('WEIGHTS_FILE_MISSING');
    expect((await call('logs', 'bad')).out).to.match(/load: failed with WEIGHTS_FILE_MISSING/);
  });

  it('cancel leaves nothing running, and none of its files', async () => {
    const tool = join(cluster.folder, 'tool.cjs');
    const note = join(cluster.folder, 'note.json');
    writeFileSync(tool, SLOW_TOOL);
    const compile = `  compile:
    uses: compile
    with: { network: "\${{ steps.load.network }}", target: edge, backend: command, command: [${process.execPath}, ${tool}, ${note}] }
`;
    const text = smallSearch(4, 2).replaceAll('weights/', `${weights()}/`);
    writeFileSync(join(cluster.folder, 'slow.yaml'), text.slice(0, text.indexOf('  search:')) + compile);
    expect((await call('start', 'slow.yaml', '--id', 'slow')).code).to.equal(0);
    while (!existsSync(note)) await sleep(100);
    await sleep(200);
    const found = JSON.parse(readFileSync(note, 'utf8')) as { pids: number[]; cwd: string };
    expect(found.pids.map(isAlive)).to.deep.equal([true, true]);

    const cancelled = await call('cancel', 'slow', '--json');
    expect(cancelled.code).to.equal(0);
    expect(JSON.parse(cancelled.out)).to.include({ run: 'slow', state: 'cancelled', cancelled: true });
    // What was killed is there until the system has taken note of it.
    while (found.pids.some(isAlive)) await sleep(100);
    expect(existsSync(found.cwd)).to.equal(false);
    expect((await call('cancel', 'slow')).code).to.equal(1);
  });

  it('names what it does not find', async () => {
    for (const verb of ['status', 'watch', 'logs', 'pause']) {
      const { code, err } = await call(verb, 'nobody');
      expect([verb, code]).to.deep.equal([verb, 1]);
      expect(err).to.contain('RUN_NOT_FOUND');
    }
    const { code, err } = await call('list', '--namespace', 'nowhere');
    expect([code, err.split(' ')[0]]).to.deep.equal([1, 'TEMPORAL_REFUSES']);
  });
});

import { readFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'chai';
import { isAlive } from '../../../runtime/temporal/process.js';
import {
  superviseWorkers,
  type Supervisor,
  type SupervisorOptions,
} from '../../../runtime/temporal/supervisor.js';
import { eventually, firstNumber, scratchFolder } from './scratch.js';

const moduleUrl = (file: string): string =>
  new URL(`../../../runtime/temporal/${file}`, import.meta.url).href;

/** A worker that says what it was given, lives until its parent goes, and ends well on SIGTERM. */
const quietWorker = `
  const { endWithParent } = await import('${moduleUrl('end-with-parent.js')}');
  endWithParent(() => process.exit(1));
  process.on('SIGTERM', () => { console.log('finished'); process.exit(0); });
  console.log('started with', process.env.TF_NUM_INTRAOP_THREADS, process.env.TEMPORAL_ADDRESS, process.env.EXTRA);
  setInterval(() => {}, 1000);`;

const asCommand = (script: string): readonly [string, ...string[]] => [
  process.execPath,
  '--input-type=module',
  '-e',
  script,
];

describe('the supervisor of workers', () => {
  const scratch = scratchFolder();
  let supervisor: Supervisor | undefined;
  let folders = 0;
  const options = (script: string): SupervisorOptions => ({
    taskQueue: 'test',
    address: '127.0.0.1:7233',
    namespace: 'default',
    logFolder: join(scratch.path, String(folders++)),
    firstPauseMs: 10,
    graceMs: 2000,
    checkEveryMs: 50,
    command: () => asCommand(script),
  });
  afterEach(async () => {
    await supervisor?.stop();
    supervisor = undefined;
  });
  after(() => {
    scratch.remove();
  });

  const log = (index = 0): string => readFileSync(supervisor?.workers()[index]?.log ?? '', 'utf8');
  const pid = (): number | undefined => supervisor?.workers()[0]?.pid;

  it('gives each worker its environment and a log of its own', async () => {
    supervisor = superviseWorkers(
      [
        { role: 'tensor', count: 2, env: { EXTRA: 'yes' } },
        { role: 'control', count: 1 },
      ],
      options(quietWorker),
    );
    expect(supervisor.workers().map(({ role, index }) => `${role} ${String(index)}`)).to.deep.equal([
      'tensor 0',
      'tensor 1',
      'control 0',
    ]);
    await eventually('all three have started', () =>
      [0, 1, 2].every((index) => log(index).includes('started')),
    );
    expect(log(1)).to.contain('started with 1 127.0.0.1:7233 yes');
    expect(log(2)).to.contain('started with undefined 127.0.0.1:7233 undefined');
  });

  it('starts a killed worker again', async () => {
    supervisor = superviseWorkers([{ role: 'tensor', count: 1 }], options(quietWorker));
    const first = pid() ?? 0;
    process.kill(first, 'SIGKILL');
    await eventually('another process has taken its place', () => {
      const second = pid();
      return second !== undefined && second !== first;
    });
    expect(supervisor.workers()[0]?.restarts).to.equal(1);
  });

  it('lets workers finish when it stops, and starts none again', async () => {
    supervisor = superviseWorkers([{ role: 'tensor', count: 1 }], options(quietWorker));
    await eventually('it has started', () => log().includes('started'));
    const last = pid() ?? 0;
    await supervisor.stop();
    expect(isAlive(last)).to.equal(false);
    expect(log()).to.contain('finished');
    expect(pid()).to.equal(undefined);
  });

  it('kills a worker that does not end when asked', async () => {
    const stubborn = `process.on('SIGTERM', () => {}); console.log('started'); setInterval(() => {}, 1000);`;
    supervisor = superviseWorkers([{ role: 'tensor', count: 1 }], { ...options(stubborn), graceMs: 100 });
    await eventually('it has started', () => log().includes('started'));
    const last = pid() ?? 0;
    await supervisor.stop();
    expect(isAlive(last)).to.equal(false);
  });

  it('replaces a worker that grows too large, after asking it to finish', async () => {
    const growing = `${quietWorker} globalThis.ballast = Buffer.alloc(300e6, 1);`;
    supervisor = superviseWorkers([{ role: 'tensor', count: 1 }], {
      ...options(growing),
      memoryLimitBytes: 200e6,
    });
    await eventually('it has been replaced', () => (supervisor?.workers()[0]?.restarts ?? 0) > 0);
    expect(log()).to.contain('finished');
  });

  it('gives up a worker that always dies at once, and says where to read why', async () => {
    supervisor = superviseWorkers([{ role: 'tensor', count: 1 }], options('process.exit(7)'));
    const error = await supervisor.failure;
    expect(error.code).to.equal('WORKER_KEEPS_FAILING');
    expect(error.message).to.contain('tensor worker 0').and.contain('exit code 7');
    expect(error.hint).to.contain('tensor-0.log');
  });

  it('leaves no worker behind when it is killed itself', async () => {
    const script = `
      const { superviseWorkers } = await import('${moduleUrl('supervisor.js')}');
      const supervisor = superviseWorkers([{ role: 'control', count: 1 }], {
        taskQueue: 'test', address: 'nowhere:1', namespace: 'default', logFolder: ${JSON.stringify(scratch.path)},
        command: () => ${JSON.stringify(asCommand(quietWorker))},
      });
      console.log(supervisor.workers()[0].pid);`;
    const [program, ...args] = asCommand(script);
    const parent = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const orphan = await firstNumber(parent.stdout);
    await eventually('the worker has started', () =>
      readFileSync(join(scratch.path, 'control-0.log'), 'utf8').includes('started'),
    );
    parent.kill('SIGKILL');
    await eventually('the worker is gone', () => !isAlive(orphan));
  });
});

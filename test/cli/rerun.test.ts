import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { espalier } from './espalier.js';

/** Notes that it ran, and fails while there is no file `fixed`, where it is told to mind. */
const PROGRAM = `
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
const [name, minds, out] = process.argv.slice(2);
appendFileSync('ran', name + '\\n');
if (minds === 'minds' && !existsSync('fixed')) process.exit(7);
writeFileSync(out, JSON.stringify({ name }));
`;

const PIPELINE = `version: 1
name: rerun
inputs: { word: { type: string, default: hello } }
steps:
  first: { uses: exec, with: { command: [node, p.mjs, first, calm, "{out}"], outputs: { out: out.json } } }
  second:
    uses: exec
    with:
      command: [node, p.mjs, "second-\${{ inputs.word }}", minds, "{out}"]
      inputs: { before: "\${{ steps.first.out }}" }
      outputs: { out: out.json }
  third:
    uses: exec
    with: { command: [node, p.mjs, "third-\${{ steps.second.out.name }}", calm, "{out}"], outputs: { out: out.json } }
`;

describe('commands that plan, draw and repeat', function () {
  this.timeout(180_000);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-rerun-'));
    await writeFile(join(folder, 'p.mjs'), PROGRAM);
    await writeFile(join(folder, 'p.yaml'), PIPELINE);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  const call = (...words: string[]) => espalier(folder, ...words);
  const onOwn = ['--home', 'home', '--tensor-workers', '1', '--allow-exec', '--json'];

  async function ran(): Promise<readonly string[]> {
    const text = await readFile(join(folder, 'ran'), 'utf8');
    await rm(join(folder, 'ran'));
    return text.trim().split('\n');
  }

  it('show and draw a pipeline with the values of its inputs, and start nothing', async () => {
    const planned = await call('plan', 'p.yaml', '--set', 'word=again', '--json');
    expect(planned.code).to.equal(0);
    expect(JSON.parse(planned.out)).to.deep.include({ name: 'rerun', inputs: { word: 'again' } });
    const dry = await call('run', 'p.yaml', '--dry-run');
    expect(dry.code).to.equal(0);
    expect(dry.out).to.contain('first').and.to.contain('word="hello"');
    expect((await call('graph', 'p.yaml')).out).to.contain('first --> second');
    expect((await call('graph', 'p.yaml', '--svg', 'p.svg')).code).to.equal(0);
    expect(await readFile(join(folder, 'p.svg'), 'utf8')).to.contain('</svg>');
    expect((await readdir(folder)).sort()).to.deep.equal(['p.mjs', 'p.svg', 'p.yaml']);
  });

  it('refuse inputs that are not, and words that are no assignment', async () => {
    const wrong = await call('validate', 'p.yaml', '--set', 'wrod=1');
    expect(wrong.code).to.equal(3);
    expect(wrong.err).to.contain("UNKNOWN_INPUT The pipeline has no input 'wrod'.").and.to.contain("'word'");
    const json = await call('validate', 'p.yaml', '--set', 'wrod=1', '--json');
    expect(JSON.parse(json.out)).to.have.nested.property('problems[0].place.line', 3);
    expect((await call('validate', 'p.yaml', '--set', 'word')).code).to.equal(2);
  });

  it('run what failed again, and from a step on, and take over the rest', async () => {
    const failed = await call('run', 'p.yaml', ...onOwn);
    expect(failed.code).to.equal(1);
    expect(failed.err).to.contain('TOOL_FAILED');
    expect(await ran()).to.deep.equal(['first', 'second-hello']);
    const [, run] = /Run (\S+?);/.exec(failed.err) ?? [];

    await writeFile(join(folder, 'fixed'), '');
    const again = await call('retry', run, ...onOwn);
    expect(again.code).to.equal(0);
    expect(await ran()).to.deep.equal(['second-hello', 'third-second-hello']);
    expect(JSON.parse(again.out)).to.have.nested.property(
      'steps.third.outputs.out.name',
      'third-second-hello',
    );
    const [, second] = /Run (\S+?);/.exec(again.err) ?? [];

    const done = await call('retry', second, ...onOwn);
    expect(done.code).to.equal(1);
    expect(done.err).to.contain('RUN_NOT_FAILED');

    const from = await call('rerun', second, '--from', 'third', ...onOwn);
    expect(from.code).to.equal(0);
    expect(await ran()).to.deep.equal(['third-second-hello']);

    const other = await call('rerun', second, '--from', 'third', '--set', 'word=you', ...onOwn);
    expect(other.code).to.equal(0);
    expect(await ran()).to.deep.equal(['second-you', 'third-second-you']);

    const nowhere = await call('rerun', second, '--from', 'fourth', ...onOwn);
    expect(nowhere.code).to.equal(1);
    expect(nowhere.err).to.contain("UNKNOWN_STEP The run '");
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../runtime/project.js';

const THREE_MISTAKES = `version: 1
name: three-mistakes
networks:
  deeplab: { architecture: deeplabv3plus, backbone: resnet18, widht: 0.25, input: { height: 64, width: 64 } }
datasets:
  digits: { kind: digits, train: many, validation: 128 }
steps:
  load: { uses: load, with: { network: deeplab, weights: w.safetensors } }
  save: { uses: save, with: { network: "\${{ steps.laod.network }}", weights: x.safetensors } }
`;

describe('espalier', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-cli-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function espalier(...words: string[]) {
    const child = spawn(process.execPath, [join(projectRoot, 'dist/cli/main.js'), ...words], { cwd: folder });
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
    const closed: unknown[] = await once(child, 'close');
    return { ...said, code: closed[0] };
  }

  for (const command of ['validate', 'run']) {
    it(`${command} names three mistakes with their places, exits 3 and starts nothing`, async () => {
      await writeFile(join(folder, 'p.yaml'), THREE_MISTAKES);
      const { code, out, err } = await espalier(command, 'p.yaml');
      expect(code).to.equal(3);
      expect(out).to.equal('');
      expect(err.match(/^p\.yaml:\d+:\d+ [A-Z_]+/gm)).to.deep.equal([
        'p.yaml:4:63 UNKNOWN_KEY',
        'p.yaml:6:34 WRONG_TYPE',
        'p.yaml:9:40 UNKNOWN_STEP',
      ]);
      expect(err).to.contain("Did you mean 'width'?").and.to.contain("Did you mean 'load'?");
      expect(await readdir(folder)).to.deep.equal(['p.yaml']);
    });
  }

  it('validate checks the target files that a pipeline names, each mistake in its file', async () => {
    const targets =
      '{ a: { file: a.yaml }, b: { file: none.yaml }, c: { library: rtx2081 }, d: { file: sub/d.yaml } }';
    const text = `version: 1
name: targets
networks: {}
targets: ${targets}
steps: { report: { uses: report } }
`;
    await writeFile(join(folder, 'p.yaml'), text);
    await writeFile(join(folder, 'a.yaml'), 'model: roofline\npeakGmacs: -1\ndramGbps: 3\nwordBits: 8\n');
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'sub/d.yaml'), 'model: roofline\npeakGmacs: 1\ndramGbps: 3\nwordBits: 8\n');
    const { code, err } = await espalier('validate', 'p.yaml');
    expect(code).to.equal(3);
    expect(
      err.match(/[\w/.]*?\w\.yaml:\d+:\d+ [A-Z_]+/gm)?.map((line) => line.replace(/^.*\//, '')),
    ).to.have.members([
      'a.yaml:2:12 OUT_OF_RANGE',
      'p.yaml:4:44 TARGET_FILE_MISSING',
      'p.yaml:4:71 TARGET_NOT_IN_LIBRARY',
    ]);
    await writeFile(join(folder, 'p.yaml'), text.replace(targets, '{ d: { file: sub/d.yaml } }'));
    expect((await espalier('validate', 'p.yaml')).code).to.equal(0);
  });

  it('validate accepts the pipelines that ship', async () => {
    for (const name of ['quickstart', 'baseline']) {
      const { code, out } = await espalier('validate', join(projectRoot, `pipelines/${name}.yaml`));
      expect(code).to.equal(0);
      expect(out).to.contain('is valid');
    }
  });

  it('exits 2 on a command that it does not have, and 0 on help', async () => {
    expect((await espalier('fly')).code).to.equal(2);
    expect((await espalier('--help')).code).to.equal(0);
  });

  it('says which file is missing, without a stack trace', async () => {
    const { code, err } = await espalier('run', 'nowhere.yaml');
    expect(code).to.equal(1);
    expect(err)
      .to.contain('PIPELINE_FILE_MISSING')
      .and.to.contain('nowhere.yaml')
      .and.not.to.contain('    at ');
  });
});

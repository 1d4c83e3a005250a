import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readTargets } from '../../activities/targets.js';

const target = (clockMhz: number) =>
  `model: systolic\narray: { height: 4, width: 8 }\ndataflow: ws\nclockMhz: ${clockMhz}\nwordBits: 8\n`;

describe('target files of a pipeline', () => {
  let folder: string;
  const run = () => ({ runId: 'run', seed: 0, base: join(folder, 'own') });
  const read = (targets: Parameters<typeof readTargets>[1]['targets']) =>
    readTargets({ baseFolder: join(folder, 'base') }, { run: run(), targets });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-targets-'));
    for (const [index, name] of ['own', 'base'].entries()) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'both.yaml'), target(100 + index));
    }
    await writeFile(join(folder, 'base/shared.yaml'), target(300));
    await writeFile(join(folder, 'own/wrong.yaml'), target(-1));
  });

  after(() => rm(folder, { recursive: true }));

  it('lie beside it, in the base folder or in the library', async () => {
    const { a, b, c } = await read({
      a: { file: 'both.yaml' },
      b: { file: 'shared.yaml' },
      c: { library: 'rtx2080' },
    });
    expect(a).to.include({ clockMhz: 100 });
    expect(b).to.include({ clockMhz: 300 });
    expect(c).to.include({ model: 'roofline' });
  });

  it('are named where they are missing or wrong', async () => {
    const errorOf = (file: string): Promise<unknown> =>
      read({ a: { file } }).catch((thrown: unknown) => thrown);
    expect(await errorOf('none.yaml')).to.include({ code: 'TARGET_FILE_MISSING' });
    const wrong = await errorOf('wrong.yaml');
    expect(wrong).to.include({ code: 'TARGET_FILE_INVALID' });
    expect(wrong).to.have.property('message').that.includes('wrong.yaml:4:11 OUT_OF_RANGE');
  });
});

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { inScratchFolder } from '../../../runtime/toolchains/scratch.js';
import { rejectionOf } from '../compilers/shipped.js';

describe('a scratch folder', () => {
  let place: string;
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'espalier-scratch-'));
  });
  afterEach(() => rm(place, { recursive: true }));

  it('is gone after the work, well ended or not', async () => {
    const paths: string[] = [];
    const work = async (folder: string) => {
      paths.push(folder);
      await writeFile(join(folder, 'file'), 'x');
      if (paths.length === 2) throw new Error('broken');
      return existsSync(folder);
    };
    expect(await inScratchFolder(work, place)).to.equal(true);
    expect(await rejectionOf(inScratchFolder(work, place))).to.have.property('message', 'broken');
    expect(paths).to.have.length(2);
    expect(await readdir(place)).to.deep.equal([]);
  });

  it('is gone too where its process was killed, once there is other work; those in use stay, and those of other machines', async () => {
    const name = (host: string, pid: number) => `espalier-tool-${host}-${pid}-abcdef`;
    const [killed, alive, elsewhere] = [
      name(hostname(), 999_999_999),
      name(hostname(), process.ppid),
      name('another', 999_999_999),
    ];
    for (const each of [killed, alive, elsewhere, 'mine'])
      await mkdir(join(place, each, 'within'), { recursive: true });
    await inScratchFolder(() => Promise.resolve(), place);
    expect(await readdir(place)).to.have.members([alive, elsewhere, 'mine']);
  });

  it('says that the disk is full where the work finds it so', async () => {
    const error = await rejectionOf(inScratchFolder(() => writeFile('/dev/full', 'x'), place));
    expect(error).to.have.property('code', 'DISK_FULL');
    expect(error).to.have.property('message').that.contains('no space left on device');
    expect(await readdir(place)).to.deep.equal([]);
  });
});

import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { installToolchain } from '../../../runtime/toolchains/install.js';
import { requireToolchain, type Toolchain, TOOLCHAINS } from '../../../runtime/toolchains/toolchains.js';
import { rejectionOf } from '../compilers/shipped.js';

const TOOLCHAIN: Toolchain = {
  name: 'mine',
  purpose: 'is for tests',
  packages: [{ requirement: 'wheel-of-mine==1', sha256: ['a'.repeat(64), 'b'.repeat(64)] }],
};

describe('installing a toolchain', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-toolchains-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Stands for Python: tells its version, and does `pip` in place of pip, whose target is in `$target`. */
  async function interpreter(pip: string, version = '3.11'): Promise<string> {
    const path = join(folder, 'python');
    const script = `#!/bin/sh
if [ "$1" = -c ]; then echo ${version}; exit; fi
while [ $# -gt 1 ]; do
  [ "$1" = --target ] && target=$2
  [ "$1" = --requirement ] && requirements=$2
  shift
done
${pip}`;
    await writeFile(path, script);
    await chmod(path, 0o755);
    return path;
  }

  const install = async (pip: string, version?: string) =>
    installToolchain(TOOLCHAIN, {
      folder: join(folder, 'all'),
      interpreter: await interpreter(pip, version),
    });
  const present = () => readdir(join(folder, 'all')).catch(() => []);

  it('hands pip the pinned versions with their digests, and records what is there', async () => {
    const installed = await install('cp "$requirements" "$target/asked"');
    expect(installed).to.include({ name: 'mine', python: '3.11', folder: join(folder, 'all/mine') });
    const asked = await readFile(join(installed.folder, 'asked'), 'utf8');
    expect(asked).to.equal(
      `wheel-of-mine==1 --hash=sha256:${'a'.repeat(64)} --hash=sha256:${'b'.repeat(64)}`,
    );
    expect(await present()).to.deep.equal(['mine']);
  });

  it('replaces one whose record is damaged', async () => {
    const { folder: own } = await install('touch "$target/old"');
    await writeFile(join(own, 'toolchain.json'), '{"pyth');
    await install('touch "$target/new"');
    expect(await readdir(own))
      .to.include('new')
      .and.not.include('old');
  });

  it('says what is wrong and leaves nothing half installed', async () => {
    const cases = [
      ['TOOLCHAIN_DIGEST', 'echo THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE; exit 1'],
      ['TOOLCHAIN_FETCH', 'echo ERROR: No matching distribution found for wheel-of-mine==1; exit 1'],
      ['TOOLCHAIN_NO_PIP', 'echo python: No module named pip; exit 1'],
      ['DISK_FULL', 'touch "$target/half"; echo "OSError: [Errno 28] No space left on device"; exit 1'],
      ['TOOL_FAILED', 'touch "$target/half"; kill -9 $$'],
    ];
    for (const [code, pip] of cases) {
      expect(await rejectionOf(install(pip)), code).to.have.property('code', code);
      expect(await present(), code).to.deep.equal([]);
    }
    expect(await rejectionOf(install('true', '3.7'))).to.have.property('code', 'TOOLCHAIN_PLATFORM');
    const none = installToolchain(TOOLCHAIN, { folder, interpreter: join(folder, 'nothing') });
    expect(await rejectionOf(none)).to.have.property('code', 'TOOL_MISSING');
  });

  it('keeps an earlier installation where a new one fails, and replaces it where it succeeds', async () => {
    await install('touch "$target/old"');
    await rejectionOf(install('exit 1'));
    expect(await readdir(join(folder, 'all/mine'))).to.include('old');
    await install('touch "$target/new"');
    expect(await readdir(join(folder, 'all/mine')))
      .to.include('new')
      .and.not.include('old');
  });

  it('removes what a killed installation has left', async () => {
    await mkdir(join(folder, `all/.partial-${hostname()}-999999999-abc`), { recursive: true });
    await install('true');
    expect(await present()).to.deep.equal(['mine']);
  });

  it('names the command that installs what is missing', async () => {
    const error = await rejectionOf(requireToolchain('iree', folder));
    expect(error).to.include({ code: 'TOOLCHAIN_MISSING' });
    expect(error).to.have.property('hint').that.contains('espalier toolchain install iree');
  });

  it('has whole digests for every package', () => {
    for (const { packages } of TOOLCHAINS) {
      for (const { requirement, sha256 } of packages) {
        expect(requirement).to.match(/^[\w.-]+==[\d.]+$/);
        expect(sha256).to.not.be.empty;
        for (const digest of sha256) expect(digest).to.match(/^[0-9a-f]{64}$/);
      }
    }
  });
});

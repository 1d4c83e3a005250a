import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { StoreError } from '../../../core/errors.js';
import { digestOf, parseBlobId } from '../../../runtime/store/blob-id.js';
import { openFileStore, storeErrorFrom } from '../../../runtime/store/file-store.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

async function failure(action: Promise<unknown>): Promise<StoreError> {
  const error = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(StoreError);
  return error instanceof StoreError ? error : new StoreError('NONE', 'no error');
}

describe('file store', () => {
  let folder: string;
  const fileOf = (id: string): string => join(folder, 'sha256', id.slice(7, 9), id.slice(9));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'espalier-store-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('gives back what was put, under its SHA-256 digest', async () => {
    const store = openFileStore(join(folder, 'made', 'when', 'needed'));
    const id = await store.put(text('abc'));
    expect(id).to.equal('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(await store.has(id)).to.equal(true);
    expect(new TextDecoder().decode(await store.get(id))).to.equal('abc');
  });

  it('keeps empty artifacts', async () => {
    const store = openFileStore(folder);
    expect(await store.get(await store.put(new Uint8Array()))).to.have.length(0);
  });

  it('does not write the same bytes again', async () => {
    const store = openFileStore(folder);
    const id = await store.put(text('once'));
    const before = await stat(fileOf(id));
    await store.put(text('once'));
    expect((await stat(fileOf(id))).ino).to.equal(before.ino);
  });

  it('labels artifacts by any text, and forgets a label with its artifact', async () => {
    const store = openFileStore(folder);
    const [first, second] = [await store.put(text('first')), await store.put(text('second'))];
    expect(await store.labelled('a/../b')).to.equal(undefined);
    await store.label('a/../b', first);
    await store.label('a/../b', second);
    await store.label('other', first);
    expect(await store.labelled('a/../b')).to.equal(second);
    expect(await openFileStore(folder).labelled('other')).to.equal(first);
    await rm(fileOf(first));
    expect(await store.labelled('other')).to.equal(undefined);
  });

  it('says that an artifact is missing', async () => {
    const store = openFileStore(folder);
    const id = digestOf(text('never put'));
    expect(await store.has(id)).to.equal(false);
    const error = await failure(store.get(id));
    expect(error.code).to.equal('STORE_MISSING');
    expect(error.message).to.contain(id);
  });

  it('notices a flipped bit and a cut end, naming the file, and heals with the next put', async () => {
    const store = openFileStore(folder);
    const id = await store.put(text('precious'));
    for (const damaged of ['preciouS', 'preci', '']) {
      await writeFile(fileOf(id), damaged);
      const error = await failure(store.get(id));
      expect(error.code).to.equal('STORE_CORRUPT');
      expect(error.place?.file).to.equal(fileOf(id));
      expect(error.hint).to.contain(fileOf(id));
    }
    await store.put(text('precious'));
    expect(new TextDecoder().decode(await store.get(id))).to.equal('precious');
  });

  it('accepts no id that could leave the folder', async () => {
    for (const bad of ['sha256:../../etc/passwd', 'sha256:', 'md5:00', `sha256:${'A'.repeat(64)}`]) {
      expect(() => parseBlobId(bad))
        .to.throw(StoreError)
        .with.property('code', 'STORE_BAD_ID');
    }
  });

  it('tells a full disk from a folder that cannot be used', async () => {
    const systemError = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'write' });
    expect(storeErrorFrom(systemError('ENOSPC'), folder)).to.have.property('code', 'STORE_FULL');
    expect(storeErrorFrom(systemError('EDQUOT'), folder)).to.have.property('code', 'STORE_FULL');
    const defect = new TypeError('a defect');
    expect(storeErrorFrom(defect, folder)).to.equal(defect);

    await writeFile(join(folder, 'file'), '');
    const error = await failure(openFileStore(join(folder, 'file')).put(text('x')));
    expect(error.code).to.equal('STORE_UNUSABLE');
    expect(error.place?.file).to.equal(join(folder, 'file'));
  });

  it('leaves no part behind when the rename fails', async () => {
    const store = openFileStore(folder);
    const id = digestOf(text('blocked'));
    await mkdir(join(fileOf(id), 'in the way'), { recursive: true });
    await failure(store.put(text('blocked')));
    expect(await readdir(join(folder, 'sha256', id.slice(7, 9)))).to.deep.equal([id.slice(9)]);
  });

  it('lets several processes put the same bytes at once', async () => {
    const script = `
      const { openFileStore } = await import(process.argv[1]);
      const store = openFileStore(process.argv[2]);
      const ids = [];
      for (let i = 0; i < 20; i++) {
        const bytes = Buffer.alloc(50000, i);
        const id = await store.put(bytes);
        if (!bytes.equals(await store.get(id))) process.exit(2);
        ids.push(id);
      }
      console.log(ids.join());`;
    const module = new URL('../../../runtime/store/file-store.js', import.meta.url).href;
    const outputs = await Promise.all(
      [1, 2, 3].map(async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script, module, folder]);
        let output = '';
        child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
        child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
        const closed: unknown[] = await once(child, 'close');
        expect(closed[0], output).to.equal(0);
        return output;
      }),
    );
    expect(new Set(outputs).size).to.equal(1);
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const names = files.filter((file) => file.isFile()).map((file) => file.name);
    expect(names).to.have.length(20);
    for (const file of files.filter((entry) => entry.isFile())) {
      expect(await readFile(join(file.parentPath, file.name))).to.have.length(50000);
    }
  });
});

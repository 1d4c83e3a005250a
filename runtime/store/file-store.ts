import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { StoreError } from '../../core/errors.js';
import { digestOf, parseBlobId } from './blob-id.js';
import type { BlobId, Store } from './store.js';

/**
 * A store in a folder, which is made when first needed. An artifact lies at `sha256/<first two hex digits>/<rest>`, and
 * at `labels/…`, under the digest of a name, the digest of the artifact that it points at.
 * Any number of processes may share the folder: a file appears under its name only when it is whole and on the disk.
 *
 * Besides what `Store` says, its methods throw StoreError `STORE_FULL` where the disk or quota is full and
 * `STORE_UNUSABLE` where the folder cannot be read or written.
 */
export function openFileStore(folder: string): Store {
  const root = resolve(folder);
  const within = (folder: string, id: BlobId): string => {
    const hex = parseBlobId(id).slice('sha256:'.length);
    return join(root, folder, hex.slice(0, 2), hex.slice(2));
  };
  const pathOf = (id: BlobId): string => within('sha256', id);
  const labelOf = (name: string): string => within('labels', digestOf(new TextEncoder().encode(name)));

  return {
    async put(bytes) {
      const id = digestOf(bytes);
      const path = pathOf(id);
      // An artifact that was damaged since is written anew.
      if (!(await holds(path, id))) {
        await guarded(root, () => writeAtomically(path, bytes));
      }
      return id;
    },

    async get(id) {
      const path = pathOf(id);
      const bytes = await guarded(root, () => readIfThere(path));
      if (bytes === undefined) {
        throw new StoreError('STORE_MISSING', `The store at ${root} has no artifact ${id}.`, {
          place: { file: path },
          hint: 'Check that every worker uses the same store, and that nobody deleted from it; a step that runs again writes its artifacts again.',
        });
      }
      const found = digestOf(bytes);
      if (found !== id) {
        throw new StoreError(
          'STORE_CORRUPT',
          `The artifact ${id} is damaged: ${path} now has the digest ${found}.`,
          {
            place: { file: path },
            hint: `Delete ${path}, check the disk, and run the step that made it again.`,
          },
        );
      }
      return bytes;
    },

    has: (id) => guarded(root, async () => (await sizeIfThere(pathOf(id))) !== undefined),

    label: (name, id) => guarded(root, () => writeAtomically(labelOf(name), new TextEncoder().encode(id))),

    async labelled(name) {
      const bytes = await guarded(root, () => readIfThere(labelOf(name)));
      if (bytes === undefined) return undefined;
      const id = parseBlobId(new TextDecoder().decode(bytes));
      return (await guarded(root, () => sizeIfThere(pathOf(id)))) === undefined ? undefined : id;
    },
  };

  async function holds(path: string, id: BlobId): Promise<boolean> {
    const bytes = await guarded(root, () => readIfThere(path));
    return bytes !== undefined && digestOf(bytes) === id;
  }
}

async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = `${path}.${process.pid}.${randomUUID()}.part`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Makes the rename itself survive a power cut. Not every platform can open a folder; there the rename must do. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  return orMissing(() => readFile(path));
}

async function sizeIfThere(path: string): Promise<number | undefined> {
  return orMissing(async () => (await stat(path)).size);
}

async function orMissing<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

async function guarded<T>(root: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw storeErrorFrom(error, root);
  }
}

/** What the user can do about a failed system call; errors of any other kind pass unchanged. */
export function storeErrorFrom(error: unknown, root: string): unknown {
  const code = systemCode(error);
  if (code === undefined) {
    return error;
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StoreError('STORE_FULL', `No space is left for the store at ${root} (${code}).`, {
      place: { file: root },
      hint: 'Free some space or move the store to another disk, then run the pipeline again: finished steps are kept.',
      cause: error,
    });
  }
  return new StoreError('STORE_UNUSABLE', `The store at ${root} cannot be used: ${String(error)}`, {
    place: { file: root },
    hint: 'Check that the path is a folder that this user may read and write.',
    cause: error,
  });
}

function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && 'syscall' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

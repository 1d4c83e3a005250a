import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { EnvironmentError } from '../../core/errors.js';
import { makeOwnFolder } from './own-folder.js';

/**
 * Gives work a folder that is gone afterwards, whatever happens: where this process is killed, the next work removes it.
 *
 * Throws an EnvironmentError `DISK_FULL` where the disk has no room for what the work writes.
 */
export async function inScratchFolder<T>(work: (folder: string) => Promise<T>, under = tmpdir()): Promise<T> {
  try {
    const folder = await makeOwnFolder(under, 'espalier-tool-');
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOSPC') throw error;
    throw new EnvironmentError('DISK_FULL', `There is no room left on the disk: ${error.message}.`, {
      hint: 'Free some disk, then run again.',
      cause: error,
    });
  }
}

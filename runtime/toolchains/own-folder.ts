import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/**
 * Makes a folder whose name says which process uses it, and removes those of its kind that processes of this machine have
 * left that were killed.
 */
export async function makeOwnFolder(under: string, kind: string): Promise<string> {
  await removeLeftovers(under, kind);
  return mkdtemp(join(under, `${kind}${hostname()}-${process.pid}-`));
}

async function removeLeftovers(under: string, kind: string): Promise<void> {
  const ours = `${kind}${hostname()}-`;
  for (const name of await readdir(under)) {
    if (!name.startsWith(ours)) continue;
    const pid = /^(\d+)-[^-]+$/.exec(name.slice(ours.length))?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    await rm(join(under, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

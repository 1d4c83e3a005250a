import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { cache, inCache } from './paths.mjs';

const lockFile = inCache('setup.lock');
const beatEveryMs = 2000;
const staleAfterMs = 15000;

/**
 * Runs `work` while no other set-up of this folder runs. A holder touches the lock every two seconds, so that
 * one that was killed is recognised and its lock taken over.
 */
export async function withSetupLock(work) {
  mkdirSync(cache, { recursive: true });
  const mine = inCache(`setup.lock.${process.pid}`);
  writeFileSync(mine, String(process.pid));
  try {
    await acquire(mine);
  } finally {
    rmSync(mine, { force: true });
  }
  const beat = setInterval(touch, beatEveryMs);
  const releaseAndExit = (signal) => {
    rmSync(lockFile, { force: true });
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.once('SIGINT', releaseAndExit).once('SIGTERM', releaseAndExit);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    rmSync(lockFile, { force: true });
    process.off('SIGINT', releaseAndExit).off('SIGTERM', releaseAndExit);
  }
}

async function acquire(mine) {
  let told = false;
  for (;;) {
    try {
      // A hard link appears whole or not at all: nobody reads a lock without its owner's id.
      linkSync(mine, lockFile);
      touch();
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = readHolder();
    if (holder?.stale) {
      takeAway(holder);
      continue;
    }
    if (holder && !told) console.log(`  another set-up (process ${holder.pid}) is at work: waiting for it`);
    told ||= holder !== undefined;
    await sleep(200);
  }
}

function readHolder() {
  try {
    const pid = Number(readFileSync(lockFile, 'utf8'));
    const age = Date.now() - statSync(lockFile).mtimeMs;
    return { pid, stale: age > staleAfterMs || !isAlive(pid) };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Removes a dead holder's lock, and gives it back if another took it over in the meantime. */
function takeAway(holder) {
  const aside = inCache(`setup.lock.stale.${process.pid}`);
  try {
    renameSync(lockFile, aside);
    if (Number(readFileSync(aside, 'utf8')) !== holder.pid) linkSync(aside, lockFile);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function touch() {
  const now = new Date();
  try {
    utimesSync(lockFile, now, now);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

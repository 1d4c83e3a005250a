import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 700;

/**
 * Looks again and again until `ended` settles, and gives or throws what it does. A look that fails is let go: no worker
 * answers for a moment after a start or a death, and the next look tells.
 */
export async function lookUntil<T>(
  ended: Promise<T>,
  look: () => Promise<void>,
  everyMs = LOOK_EVERY_MS,
): Promise<T> {
  const over = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      try {
        await look();
      } catch {
        // See above.
      }
      await sleep(everyMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  })();
  try {
    return await ended;
  } finally {
    over.abort();
    await looking;
  }
}

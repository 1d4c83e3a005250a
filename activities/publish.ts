import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PublishedFile, RunContext } from './messages.js';
import type { Surroundings } from './surroundings.js';

/** Puts a result into the store and under the run's own folder of results, where people look for it. */
export async function publish(
  { store, outputFolder }: Surroundings,
  run: RunContext,
  name: string,
  content: Uint8Array | string,
): Promise<PublishedFile> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const path = join(outputFolder, run.runId.replaceAll(/[^A-Za-z0-9._-]/g, '_'), name);
  const digest = await store.put(bytes);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
  return { digest, bytes: bytes.length, path };
}

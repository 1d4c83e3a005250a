import { join } from 'node:path';
import { EnvironmentError } from '../core/errors.js';
import { writeWholeFile } from '../runtime/whole-file.js';
import type { PublishedFile, RunContext } from './messages.js';
import type { Surroundings } from './surroundings.js';

/**
 * Puts a result into the store and under the run's own folder of results, where people look for it. A file is there whole
 * or not at all.
 *
 * Throws an EnvironmentError `OUTPUT_FULL` where no space is left for it, and the store's errors.
 */
export async function publish(
  { store, outputFolder }: Pick<Surroundings, 'store' | 'outputFolder'>,
  run: RunContext,
  name: string,
  content: Uint8Array | string,
): Promise<PublishedFile> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const path = outputFile(outputFolder, run, name);
  const digest = await store.put(bytes);
  try {
    await writeWholeFile(path, bytes);
  } catch (error) {
    throw outputErrorFrom(error, path);
  }
  return { digest, bytes: bytes.length, path };
}

/** Where a run's file of a name is published. */
export function outputFile(outputFolder: string, { runId }: Pick<RunContext, 'runId'>, name: string): string {
  return join(outputFolder, runId.replaceAll(/[^A-Za-z0-9._-]/g, '_'), name);
}

function outputErrorFrom(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new EnvironmentError('OUTPUT_FULL', `No space is left for ${path} (${code}).`, {
    place: { file: path },
    hint: 'Free some space, then run the pipeline again: what is finished is kept.',
    cause: error,
  });
}

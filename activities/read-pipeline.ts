import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PipelineError } from '../core/errors.js';
import type { Surroundings } from './surroundings.js';

/** Reads a pipeline file on the worker, and says in which folder it lies. Throws `PIPELINE_FILE_MISSING`. */
export async function readPipeline(
  { baseFolder }: Surroundings,
  path: string,
): Promise<{ text: string; folder: string }> {
  const full = resolve(baseFolder, path);
  try {
    return { text: await readFile(full, 'utf8'), folder: dirname(full) };
  } catch (cause) {
    throw new PipelineError('PIPELINE_FILE_MISSING', `The pipeline file ${full} cannot be read.`, {
      hint: 'Give a path that exists on the worker, or pass the file itself.',
      cause,
    });
  }
}

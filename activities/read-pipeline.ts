import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EspalierError, PipelineError } from '../core/errors.js';
import { nestedFilesIn } from '../core/pipeline/nested.js';
import { type NestedPipelines, readNestedFiles } from '../runtime/nested-files.js';
import type { Surroundings } from './surroundings.js';

/**
 * Reads a pipeline file on the worker with those that it runs, and says in which folder it lies. Throws
 * `PIPELINE_FILE_MISSING`, and `readNestedFiles`' `PIPELINE_CYCLE`.
 */
export async function readPipeline(
  { baseFolder }: Surroundings,
  path: string,
  folder: string | null = null,
): Promise<{ text: string; folder: string; files: NestedPipelines }> {
  const full = resolve(folder ?? baseFolder, path);
  try {
    const text = await readFile(full, 'utf8');
    return {
      text,
      folder: dirname(full),
      files: await readNestedFiles(nestedFilesIn(text), dirname(full), [full]),
    };
  } catch (cause) {
    if (cause instanceof EspalierError) throw cause;
    throw new PipelineError('PIPELINE_FILE_MISSING', `The pipeline file ${full} cannot be read.`, {
      hint: 'Give a path that exists on the worker, or pass the file itself.',
      cause,
    });
  }
}

/** Reads the files that a pipeline runs which comes as text. Throws `PIPELINE_CYCLE`. */
export function readNested(
  { baseFolder }: Surroundings,
  paths: readonly string[],
  folder: string | null,
): Promise<NestedPipelines> {
  return readNestedFiles(paths, folder ?? baseFolder);
}

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PipelineError } from '../core/errors.js';
import { nestedFilesIn } from '../core/pipeline/nested.js';

/** Pipeline files by the paths by which others run them, each with those that it runs itself. */
export interface NestedPipelines {
  readonly [path: string]: { readonly text: string; readonly files: NestedPipelines };
}

/**
 * Reads the pipeline files that one in a folder runs, and all that those run. A file that cannot be read is left out.
 * Throws a PipelineError `PIPELINE_CYCLE` where one runs itself.
 */
export async function readNestedFiles(
  paths: readonly string[],
  folder: string,
  above: readonly string[] = [],
): Promise<NestedPipelines> {
  const entries: [string, NestedPipelines[string]][] = [];
  for (const path of paths) {
    const full = resolve(folder, path);
    if (above.includes(full)) {
      throw new PipelineError('PIPELINE_CYCLE', `The pipeline ${full} runs itself.`, {
        hint: 'Remove the step that closes the circle.',
      });
    }
    const text = await readFile(full, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    entries.push([
      path,
      { text, files: await readNestedFiles(nestedFilesIn(text), dirname(full), [...above, full]) },
    ]);
  }
  return Object.fromEntries(entries);
}

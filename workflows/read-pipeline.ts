import type { NestedPipelines } from '../activities/messages.js';
import { nestedFilesIn, type NestedFiles } from '../core/pipeline/nested.js';
import { control } from './proxies.js';
import type { RunSettings } from './run-settings.js';

/** A pipeline in any of four forms: the file's bytes, its text, its path on the worker, or the parsed document. */
export type PipelineInput = Uint8Array | string | object;

export interface ReadPipeline {
  readonly source: string | object;
  readonly folder: string | null;
  readonly file: string;
  readonly files: NestedFiles | undefined;
}

/** Reads a pipeline with the files that it runs itself. */
export async function readPipeline(
  input: PipelineInput,
  { folder = null }: RunSettings,
): Promise<ReadPipeline> {
  const text = input instanceof Uint8Array ? new TextDecoder().decode(input) : input;
  if (typeof text !== 'string') return withNested({ source: text, folder, file: 'pipeline' });
  const path = text.trim();
  if (path.includes('\n') || !/\.ya?ml$/.test(path))
    return withNested({ source: text, folder, file: 'pipeline.yaml' });
  const found = await control.readPipeline.executeWithOptions({ summary: `read ${path}` }, [path, folder]);
  return { source: found.text, folder: found.folder, file: path, files: nestedFilesFrom(found.files) };
}

/** Files that the pipeline runs are read on a worker, where there are any. */
async function withNested(read: Omit<ReadPipeline, 'files'>): Promise<ReadPipeline> {
  const paths = nestedFilesIn(read.source);
  if (paths.length === 0) return { ...read, files: new Map() };
  return { ...read, files: nestedFilesFrom(await control.readNested(paths, read.folder)) };
}

/** Earlier releases read none. */
function nestedFilesFrom(files: NestedPipelines | undefined): NestedFiles | undefined {
  if (files === undefined) return undefined;
  return new Map(
    Object.entries(files).map(([path, { text, files: further }]) => [
      path,
      { text, files: nestedFilesFrom(further) ?? new Map() },
    ]),
  );
}

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PipelineError } from '../core/errors.js';
import { declaredInputs, type InputValues, valueOfText } from '../core/pipeline/inputs.js';
import { isMap } from '../core/pipeline/map.js';
import { nestedFilesIn, type NestedFiles } from '../core/pipeline/nested.js';
import { parseText } from '../core/pipeline/parse.js';
import { planPipeline, type Planned } from '../core/pipeline/plan.js';
import { type NestedPipelines, readNestedFiles } from '../runtime/nested-files.js';

/** A value for an input, as `--set name=value` gives it. */
export interface Assignment {
  readonly name: string;
  readonly text: string;
}

/** A pipeline file as it was read, with the files that it runs and the values of its inputs. */
export interface PipelineFile {
  readonly path: string;
  readonly text: string;
  readonly inputs: InputValues;
  readonly files: NestedFiles;
  /** The texts of all files by the paths under which problems name them. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Reads a pipeline file with those that it runs. Throws a PipelineError `PIPELINE_FILE_MISSING` or `PIPELINE_CYCLE`. */
export async function readPipelineFile(
  path: string,
  given: readonly Assignment[] = [],
): Promise<PipelineFile> {
  const text = await readText(path);
  const folder = dirname(resolve(path));
  const files = filesFrom(await readNestedFiles(nestedFilesIn(text), folder, [resolve(path)]));
  return {
    path,
    text,
    inputs: inputsFrom(given, text),
    files,
    texts: new Map([[path, text], ...textsOf(files)]),
  };
}

export function planOf({ path, text, inputs, files }: PipelineFile): Planned {
  return planPipeline(text, path, { inputs, files });
}

/** Values of inputs, each of the kind that the pipeline declares. */
export function inputsFrom(given: readonly Assignment[], source: string | object): InputValues {
  const declared = declaredInputs(typeof source === 'string' ? parseText(source, 'pipeline').value : source);
  return Object.fromEntries(
    given.map(({ name, text }) => {
      const spec = declared.get(name);
      return [name, valueOfText(text, isMap(spec) ? spec.type : undefined)];
    }),
  );
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new PipelineError('PIPELINE_FILE_MISSING', `The pipeline file ${path} cannot be read.`, {
      hint: 'Check the path.',
      cause,
    });
  }
}

function filesFrom(files: NestedPipelines): NestedFiles {
  return new Map(
    Object.entries(files).map(([path, { text, files: further }]) => [
      path,
      { text, files: filesFrom(further) },
    ]),
  );
}

function textsOf(files: NestedFiles): readonly (readonly [string, string])[] {
  return [...files].flatMap(([path, { text, files: further }]) => [
    [path, text] as const,
    ...textsOf(further),
  ]);
}

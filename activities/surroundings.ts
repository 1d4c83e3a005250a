import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { IdentifiedDataset } from '../runtime/datasets/dataset.js';
import { openDataset, type DatasetSpec } from '../runtime/datasets/open.js';
import type { Store } from '../runtime/store/store.js';
import type { TensorThread } from '../runtime/tensor/thread/host.js';
import type { Size } from '../core/pipeline/document.js';
import type { RunContext } from './messages.js';

/** What a worker process lends to its activities. */
export interface Surroundings {
  readonly store: Store;
  /** Results are published below it, a folder a run. */
  readonly outputFolder: string;
  /** Relative paths of a pipeline are looked up here where its own folder does not have them. */
  readonly baseFolder: string;
  readonly tensors: TensorThread;
  /** Whether pipelines may run programs of their own here. */
  readonly allowExec: boolean;
}

/** An input file of the user's: in the pipeline's own folder where that is known and has it, else in the worker's base folder. */
export function inputPath(
  { baseFolder }: Pick<Surroundings, 'baseFolder'>,
  run: RunContext,
  path: string,
): string {
  if (isAbsolute(path)) return path;
  const beside = run.base === null ? null : join(run.base, path);
  return beside !== null && existsSync(beside) ? beside : join(baseFolder, path);
}

/** A file that a step writes for the user: beside the pipeline file, or in the worker's base folder. */
export function outputPath(
  { baseFolder }: Pick<Surroundings, 'baseFolder'>,
  run: RunContext,
  path: string,
): string {
  return isAbsolute(path) ? path : join(run.base ?? baseFolder, path);
}

/** Opens a dataset of a run at the size of a network's input. Throws what `openDataset` throws. */
export function openRunDataset(
  { baseFolder }: Pick<Surroundings, 'baseFolder'>,
  run: RunContext,
  spec: DatasetSpec,
  { input }: { readonly input: Size },
): Promise<IdentifiedDataset> {
  return openDataset(spec, { ...input, seed: run.seed, base: run.base ?? baseFolder });
}

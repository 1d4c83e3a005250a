import { readFile } from 'node:fs/promises';
import { NetworkError } from '../core/errors.js';
import { buildArchitecture } from '../core/network/architectures/index.js';
import { checkWeights } from '../core/network/parameters.js';
import type { BlobId } from '../runtime/store/store.js';
import { decodeSafetensors } from '../runtime/tensor/safetensors.js';
import type { LoadRequest } from './messages.js';
import { writeNetwork } from './networks.js';
import { inputPath, openRunDataset, type Surroundings } from './surroundings.js';

/**
 * Reads a safetensors file into a network. Without a dataset the class names are those that the file's metadata gives
 * under `classes`. Throws NetworkErrors: `WEIGHTS_FILE_MISSING`, `WEIGHTS_CLASSES_UNKNOWN`, and those of the checks.
 */
export async function load(surroundings: Surroundings, request: LoadRequest): Promise<{ network: BlobId }> {
  const path = inputPath(surroundings, request.run, request.weights);
  const { weights, metadata } = decodeSafetensors(await readWeights(path));
  const classes = await classNames(surroundings, request, metadata, path);
  checkWeights(buildArchitecture(request.architecture, classes.length), weights);
  const { name, architecture } = request;
  return {
    network: await writeNetwork(
      surroundings.store,
      { name, architecture, classes, plan: null, origin: null },
      weights,
    ),
  };
}

async function readWeights(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new NetworkError('WEIGHTS_FILE_MISSING', `The weights file ${path} cannot be read.`, {
      hint: 'Give a path relative to the pipeline file, or to the folder that the worker was started in.',
      cause,
    });
  }
}

async function classNames(
  surroundings: Surroundings,
  { dataset, architecture, run }: LoadRequest,
  metadata: Readonly<Record<string, string>>,
  path: string,
): Promise<readonly string[]> {
  if (dataset !== null) {
    return (await openRunDataset(surroundings, run, dataset.spec, architecture)).classes;
  }
  const classes: unknown = 'classes' in metadata ? JSON.parse(metadata.classes) : undefined;
  if (Array.isArray(classes) && classes.every((name): name is string => typeof name === 'string'))
    return classes;
  throw new NetworkError('WEIGHTS_CLASSES_UNKNOWN', `The weights file ${path} does not name its classes.`, {
    hint: 'Give the step a dataset, whose classes the network tells apart.',
  });
}

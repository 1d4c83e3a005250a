import { readFile } from 'node:fs/promises';
import { NetworkError } from '../core/errors.js';
import { buildArchitecture } from '../core/network/architectures/index.js';
import {
  isTorchvision,
  isTrainingCounter,
  loadTorchvision,
} from '../core/network/architectures/torchvision.js';
import { checkWeights, initialWeights } from '../core/network/parameters.js';
import { deriveSeed, Random } from '../core/random.js';
import type { BlobId } from '../runtime/store/store.js';
import { decodeSafetensors } from '../runtime/tensor/safetensors.js';
import type { LoadRequest } from './messages.js';
import { writeNetwork } from './networks.js';
import { inputPath, openRunDataset, type Surroundings } from './surroundings.js';

type Lent = Pick<Surroundings, 'store' | 'baseFolder'>;

/**
 * Reads a safetensors file into a network: one that `save` wrote, or one with torchvision's names, whose missing parts
 * begin as training from scratch would. Without a dataset the class names are those that the file's metadata gives
 * under `classes`. Throws NetworkErrors: `WEIGHTS_FILE_MISSING`, `WEIGHTS_CLASSES_UNKNOWN`, and those of the checks.
 */
export async function load(surroundings: Lent, request: LoadRequest): Promise<{ network: BlobId }> {
  const { name, architecture, seed } = request;
  const path = inputPath(surroundings, request.run, request.weights);
  const { weights, metadata } = decodeSafetensors(
    await readWeights(path),
    (tensor) => !isTrainingCounter(tensor),
  );
  const classes = await classNames(surroundings, request, metadata, path);
  const network = buildArchitecture(architecture, classes.length);
  const initial = (isWanted: (parameter: string) => boolean) =>
    initialWeights(network, Random.fromSeed(deriveSeed(seed, 'initial weights')), isWanted);
  const fitting = isTorchvision(network, weights)
    ? loadTorchvision(architecture.architecture, network, weights, initial)
    : weights;
  checkWeights(network, fitting);
  const artifact = { name, architecture, classes, plan: null, origin: null };
  return { network: await writeNetwork(surroundings.store, artifact, fitting) };
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
  surroundings: Lent,
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

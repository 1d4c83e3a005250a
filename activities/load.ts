import { readFile } from 'node:fs/promises';
import { EspalierError, NetworkError } from '../core/errors.js';
import {
  isTorchvision,
  isTrainingCounter,
  loadTorchvision,
} from '../core/network/architectures/torchvision.js';
import { checkWeights, initialWeights } from '../core/network/parameters.js';
import type { Network } from '../core/network/layer.js';
import type { Weights } from '../core/network/weights.js';
import type { Size } from '../core/pipeline/document.js';
import { deriveSeed, Random } from '../core/random.js';
import { isBlobId } from '../runtime/store/blob-id.js';
import type { BlobId } from '../runtime/store/store.js';
import { decodeSafetensors } from '../runtime/tensor/safetensors.js';
import { declaredNetwork } from './declared.js';
import type { LoadRequest } from './messages.js';
import { describeNetwork, writeNetwork } from './networks.js';
import { inputPath, openRunDataset, type Surroundings } from './surroundings.js';

type Lent = Pick<Surroundings, 'store' | 'baseFolder'>;

interface WeightsFile {
  readonly path: string;
  readonly weights: Weights;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * A network with the weights of a safetensors file, or with those that it comes with. The file is one that `save` wrote,
 * or one with torchvision's names, whose missing parts begin as training from scratch would. Without a dataset the class
 * names are those that the file's metadata gives under `classes`. Throws NetworkErrors: `WEIGHTS_FILE_MISSING`,
 * `WEIGHTS_CLASSES_UNKNOWN`, and those of `declaredNetwork` and `checkWeights`.
 */
export async function load(surroundings: Lent, request: LoadRequest): Promise<{ network: BlobId }> {
  const { store } = surroundings;
  const file = request.weights === null ? null : await readWeights(surroundings, request, request.weights);
  const declared = await declaredNetwork(surroundings, request.run, request.spec, (input) =>
    classNames(surroundings, request, input, file),
  );
  const weights = file === null ? declared.weights : fitting(request, declared.network, file.weights);
  if (weights === undefined) throw noWeights(request.name);
  checkWeights(declared.network, weights);
  const artifact = await describeNetwork(store, request.name, declared);
  return { network: await writeNetwork(store, artifact, weights) };
}

/** Weights under the network's own names. */
function fitting({ spec, seed }: LoadRequest, network: Network, weights: Weights): Weights {
  if ('onnx' in spec || !isTorchvision(network, weights)) return weights;
  return loadTorchvision(spec.architecture, network, weights, (isWanted) =>
    initialWeights(network, Random.fromSeed(deriveSeed(seed, 'initial weights')), isWanted),
  );
}

async function readWeights(surroundings: Lent, { run }: LoadRequest, weights: string): Promise<WeightsFile> {
  const path = inputPath(surroundings, run, weights);
  try {
    const bytes = isBlobId(weights) ? await surroundings.store.get(weights) : await readFile(path);
    return { path, ...decodeSafetensors(bytes, (name) => !isTrainingCounter(name)) };
  } catch (cause) {
    if (cause instanceof EspalierError) throw cause;
    throw new NetworkError('WEIGHTS_FILE_MISSING', `The weights file ${path} cannot be read.`, {
      hint: 'Give a path relative to the pipeline file, or to the folder that the worker was started in.',
      cause,
    });
  }
}

async function classNames(
  surroundings: Lent,
  { dataset, name, run }: LoadRequest,
  input: Size,
  file: WeightsFile | null,
): Promise<readonly string[]> {
  if (dataset !== null) return (await openRunDataset(surroundings, run, dataset.spec, { input })).classes;
  const text = file?.metadata.classes;
  const classes: unknown = text === undefined ? undefined : JSON.parse(text);
  if (Array.isArray(classes) && classes.every((entry): entry is string => typeof entry === 'string')) {
    return classes;
  }
  const source = file === null ? `The network '${name}'` : `The weights file ${file.path}`;
  throw new NetworkError('WEIGHTS_CLASSES_UNKNOWN', `${source} does not name its classes.`, {
    hint: 'Give the step a dataset, whose classes the network tells apart.',
  });
}

function noWeights(name: string): NetworkError {
  return new NetworkError('WEIGHTS_NONE', `The network '${name}' is loaded without weights.`, {
    hint: 'Name a safetensors file.',
  });
}

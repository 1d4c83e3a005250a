import { readFile } from 'node:fs/promises';
import { EspalierError, NetworkError } from '../core/errors.js';
import { checkWeights } from '../core/network/parameters.js';
import type { Weights } from '../core/network/weights.js';
import type { Size } from '../core/pipeline/document.js';
import type { BlobId } from '../runtime/store/store.js';
import { decodeSafetensors } from '../runtime/tensor/safetensors.js';
import { declaredNetwork } from './declared.js';
import type { LoadRequest } from './messages.js';
import { describeNetwork, writeNetwork } from './networks.js';
import { inputPath, openRunDataset, type Surroundings } from './surroundings.js';

interface WeightsFile {
  readonly path: string;
  readonly weights: Weights;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * A network with the weights of a safetensors file, or with those that it comes with. Without a dataset the class names
 * are those that the file's metadata gives under `classes`. Throws NetworkErrors: `WEIGHTS_FILE_MISSING`,
 * `WEIGHTS_CLASSES_UNKNOWN`, and those of `declaredNetwork` and `checkWeights`.
 */
export async function load(surroundings: Surroundings, request: LoadRequest): Promise<{ network: BlobId }> {
  const { store } = surroundings;
  const file = request.weights === null ? null : await readWeights(surroundings, request, request.weights);
  const declared = await declaredNetwork(surroundings, request.run, request.spec, (input) =>
    classNames(surroundings, request, input, file),
  );
  const weights = file?.weights ?? declared.weights;
  if (weights === undefined) throw noWeights(request.name);
  checkWeights(declared.network, weights);
  const artifact = await describeNetwork(store, request.name, declared);
  return { network: await writeNetwork(store, artifact, weights) };
}

async function readWeights(
  surroundings: Surroundings,
  { run }: LoadRequest,
  weights: string,
): Promise<WeightsFile> {
  const path = inputPath(surroundings, run, weights);
  try {
    return { path, ...decodeSafetensors(await readFile(path)) };
  } catch (cause) {
    if (cause instanceof EspalierError) throw cause;
    throw new NetworkError('WEIGHTS_FILE_MISSING', `The weights file ${path} cannot be read.`, {
      hint: 'Give a path relative to the pipeline file, or to the folder that the worker was started in.',
      cause,
    });
  }
}

async function classNames(
  surroundings: Surroundings,
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

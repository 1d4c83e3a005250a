import { NetworkError } from '../core/errors.js';
import { buildArchitecture } from '../core/network/architectures/index.js';
import { withFullSizeLogits } from '../core/network/full-size.js';
import type { Network } from '../core/network/layer.js';
import { inferShapes, shapeOf } from '../core/network/shapes.js';
import type { Weights } from '../core/network/weights.js';
import type { ImportedNetwork, NetworkSpec, Size } from '../core/pipeline/document.js';
import { readOnnx } from '../runtime/onnx/import/file.js';
import type { RunContext } from './messages.js';
import { inputPath, type Surroundings } from './surroundings.js';

/** A network as a pipeline declares it. One that is imported brings weights. */
export interface DeclaredNetwork {
  readonly network: Network;
  readonly classes: readonly string[];
  readonly weights?: Weights;
}

/**
 * Builds a network, or reads it from its ONNX file. `classNames` gives the classes for the size of its input.
 *
 * Throws the errors of `buildArchitecture` and `readOnnx`, and a NetworkError `NETWORK_CLASSES`.
 */
export async function declaredNetwork(
  surroundings: Pick<Surroundings, 'baseFolder'>,
  run: RunContext,
  spec: NetworkSpec,
  classNames: (input: Size) => Promise<readonly string[]>,
): Promise<DeclaredNetwork> {
  if (!('onnx' in spec)) {
    const classes = await classNames(spec.input);
    return { network: buildArchitecture(spec, classes.length), classes };
  }
  const { onnx, input, output } = spec;
  const imported = await readOnnx(inputPath(surroundings, run, onnx), { input, output });
  const network = normalised(withFullSizeLogits(imported.network), spec);
  const classes = await classNames(inputSize(network));
  checkClasses(network, classes, onnx);
  return { network, classes, weights: imported.weights };
}

/** The size of the images that a network reads, in pixels. */
export function inputSize(network: Network): Size {
  const { height, width } = shapeOf(inferShapes(network), network.layers[0].name);
  return { height, width };
}

function normalised(network: Network, { normalisation }: ImportedNetwork): Network {
  return normalisation === undefined ? network : { ...network, normalisation };
}

function checkClasses(network: Network, classes: readonly string[], file: string): void {
  const { channels } = shapeOf(inferShapes(network), network.output);
  if (channels === classes.length) return;
  throw new NetworkError(
    'NETWORK_CLASSES',
    `The network of ${file} tells ${channels} classes apart; there are ${classes.length}: ${classes.join(', ')}.`,
    { hint: 'Use a dataset with the classes that the network was made for, in the same order.' },
  );
}

import { NetworkError } from '../errors.js';
import type { Random } from '../random.js';
import type { ConvLayer, ConvTransposeLayer, Layer, Network, Shape } from './layer.js';
import { inferShapes, shapeOf } from './shapes.js';
import type { Tensor, Weights } from './weights.js';

export const BATCH_NORM_PARAMETERS = ['weight', 'bias', 'running_mean', 'running_var'] as const;

/** Deviation of the first weights of a convolution that no batch norm follows, such as the classifier. */
const PLAIN_DEVIATION = 0.01;
/** Slope that a parametric ReLU begins with (He et al. 2015, Delving Deep into Rectifiers, section 2.1). */
const PRELU_SLOPE = 0.25;

/**
 * The shape of every parameter by name (`<layer>.<parameter>`), in the order of the layers, running statistics of batch
 * norm and constants included. Throws `inferShapes`'s errors.
 */
export function parameterShapes(network: Network): ReadonlyMap<string, readonly number[]> {
  const shapes = inferShapes(network);
  const parameters = new Map<string, readonly number[]>();
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((name) => shapeOf(shapes, name));
    for (const [name, shape] of layerParameters(layer, inputs))
      parameters.set(`${layer.name}.${name}`, shape);
  }
  return parameters;
}

/**
 * Checks that weights are those of a network: each parameter there, nothing else, and in its shape.
 *
 * Throws a NetworkError `WEIGHTS_MISSING`, `WEIGHTS_MISSHAPEN` or `WEIGHTS_UNKNOWN` that names the parameter.
 */
export function checkWeights(network: Network, weights: Weights): void {
  const parameters = parameterShapes(network);
  for (const [name, shape] of parameters) checkTensor(name, shape, weightOf(weights, name));
  for (const name of weights.keys()) {
    if (!parameters.has(name)) {
      throw new NetworkError(
        'WEIGHTS_UNKNOWN',
        `The weights hold '${name}', which the network has no use for.`,
        {
          hint: 'Give the weights of this very network: same architecture, backbone and layer names.',
        },
      );
    }
  }
}

/** Looks up a parameter. Throws a NetworkError `WEIGHTS_MISSING`. */
export function weightOf(weights: Weights, name: string): Tensor {
  const tensor = weights.get(name);
  if (tensor === undefined) {
    throw new NetworkError('WEIGHTS_MISSING', `The weights lack '${name}'.`, {
      hint: 'Give the weights of this very network: same architecture, backbone and layer names.',
    });
  }
  return tensor;
}

/**
 * Weights to begin training with: convolutions normal with deviation sqrt(2 / fan-out) (He et al. 2015, Delving Deep
 * into Rectifiers), fan-out being kernel area times the outputs that an input feeds; convolutions that no batch norm
 * follows normal with deviation 0.01, but for transposed ones, which stand inside networks; biases 0; batch norm the
 * identity. With `isWanted`, only parameters whose names it takes.
 */
export function initialWeights(
  network: Network,
  random: Random,
  isWanted: (name: string) => boolean = () => true,
): Weights {
  const parameters = parameterShapes(network);
  const normalised = new Set(
    network.layers.filter((layer) => layer.kind === 'batchnorm').flatMap((layer) => layer.inputs),
  );
  const weights = new Map<string, Tensor>();
  const set = (name: string, value: () => number): void => {
    const shape = parameters.get(name);
    if (shape === undefined || !isWanted(name)) return;
    const data = new Float32Array(elements(shape));
    for (let i = 0; i < data.length; i++) data[i] = value();
    weights.set(name, { shape, data });
  };
  for (const layer of network.layers) {
    if (layer.kind === 'conv' || layer.kind === 'convtranspose') {
      const inside = normalised.has(layer.name) || layer.kind === 'convtranspose';
      const deviation = inside ? heDeviation(layer) : PLAIN_DEVIATION;
      set(`${layer.name}.weight`, () => deviation * random.normal());
      set(`${layer.name}.bias`, () => 0);
    } else if (layer.kind === 'prelu') {
      set(`${layer.name}.slope`, () => PRELU_SLOPE);
    } else if (layer.kind === 'batchnorm') {
      set(`${layer.name}.weight`, () => 1);
      set(`${layer.name}.bias`, () => 0);
      set(`${layer.name}.running_mean`, () => 0);
      set(`${layer.name}.running_var`, () => 1);
    }
  }
  return weights;
}

function layerParameters(layer: Layer, inputs: readonly Shape[]): [name: string, shape: readonly number[]][] {
  if ('shares' in layer && layer.shares !== undefined) return [];
  switch (layer.kind) {
    case 'conv':
      return withBias(layer, [layer.outChannels, inputs[0].channels / layer.groups, ...layer.kernel]);
    case 'convtranspose':
      return withBias(layer, [inputs[0].channels, layer.outChannels / layer.groups, ...layer.kernel]);
    case 'batchnorm':
      return BATCH_NORM_PARAMETERS.map((name) => [name, [inputs[0].channels]]);
    case 'prelu':
      return [['slope', [inputs[0].channels]]];
    case 'constant':
      return [['value', [layer.channels, layer.height, layer.width]]];
    case 'opaque':
      return Object.entries(layer.parameters).map(([name, shape]) => [name, shape]);
    default:
      return [];
  }
}

function withBias(
  layer: ConvLayer | ConvTransposeLayer,
  weight: readonly number[],
): [name: string, shape: readonly number[]][] {
  return layer.bias
    ? [
        ['weight', weight],
        ['bias', [layer.outChannels]],
      ]
    : [['weight', weight]];
}

function checkTensor(name: string, shape: readonly number[], tensor: Tensor): void {
  const matches =
    tensor.shape.length === shape.length && shape.every((size, axis) => size === tensor.shape[axis]);
  if (!matches || tensor.data.length !== elements(shape)) {
    throw new NetworkError(
      'WEIGHTS_MISSHAPEN',
      `'${name}' is [${tensor.shape.join(', ')}] with ${tensor.data.length} values; the network wants [${shape.join(', ')}].`,
      { hint: 'Give the weights of this very network: same width, backbone and number of classes.' },
    );
  }
}

function heDeviation(layer: ConvLayer | ConvTransposeLayer): number {
  const fanOut = (layer.outChannels / layer.groups) * layer.kernel[0] * layer.kernel[1];
  return Math.sqrt(2 / fanOut);
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

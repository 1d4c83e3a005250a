import {
  type BatchNormLayer,
  type ConvLayer,
  type ConvTransposeLayer,
  type Layer,
  type Network,
} from '../../core/network/layer.js';
import { countReaders, sharedLayers } from '../../core/network/readers.js';
import { BATCH_NORM_PARAMETERS, checkWeights, weightOf } from '../../core/network/parameters.js';
import type { Tensor, Weights } from '../../core/network/weights.js';

/**
 * Folds each batch norm with its running statistics into the convolution before it, transposed or not, where nothing but
 * the batch norm reads that convolution and neither shares its parameters. With s = gamma / sqrt(variance + epsilon), weights become s * w and the bias
 * s * (b - mean) + beta. The convolution keeps its name and has a bias; other batch norms stay.
 *
 * Throws `checkWeights`'s and `inferShapes`'s errors.
 */
export function foldBatchNorm(
  network: Network,
  weights: Weights,
): { readonly network: Network; readonly weights: Weights } {
  checkWeights(network, weights);
  const folded = new Map(weights);
  const layers = new Map<string, Layer>();
  const aliases = new Map<string, string>();
  const readers = countReaders(network);
  const shared = sharedLayers(network);
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((name) => aliases.get(name) ?? name);
    const source = layers.get(inputs[0]);
    const apart = readers.get(layer.inputs[0]) === 1 && !shared.has(layer.name);
    if (layer.kind === 'batchnorm' && isConvolution(source) && apart && !shared.has(source.name)) {
      layers.set(source.name, { ...source, bias: true });
      aliases.set(layer.name, source.name);
      foldWeights(folded, source, layer);
    } else {
      layers.set(layer.name, { ...layer, inputs });
    }
  }
  const renamed = (name: string): string => aliases.get(name) ?? name;
  const ends = {
    output: renamed(network.output),
    ...(network.delivers === undefined ? {} : { delivers: renamed(network.delivers) }),
  };
  return { network: { ...network, layers: [...layers.values()], ...ends }, weights: folded };
}

function isConvolution(layer: Layer | undefined): layer is ConvLayer | ConvTransposeLayer {
  return layer?.kind === 'conv' || layer?.kind === 'convtranspose';
}

function foldWeights(
  weights: Map<string, Tensor>,
  conv: ConvLayer | ConvTransposeLayer,
  norm: BatchNormLayer,
): void {
  const [gamma, beta, mean, variance] = BATCH_NORM_PARAMETERS.map(
    (parameter) => weightOf(weights, `${norm.name}.${parameter}`).data,
  );
  const weight = weightOf(weights, `${conv.name}.weight`);
  const bias = weights.get(`${conv.name}.bias`)?.data;
  const scale = Float64Array.from(gamma, (value, c) => value / Math.sqrt(variance[c] + norm.epsilon));
  const channelOf = outputChannels(conv, weight);
  weights.set(`${conv.name}.weight`, {
    shape: weight.shape,
    data: weight.data.map((value, i) => value * scale[channelOf(i)]),
  });
  weights.set(`${conv.name}.bias`, {
    shape: [conv.outChannels],
    data: Float32Array.from(scale, (s, c) => s * ((bias?.[c] ?? 0) - mean[c]) + beta[c]),
  });
  for (const parameter of BATCH_NORM_PARAMETERS) weights.delete(`${norm.name}.${parameter}`);
}

/** The output channel that an element of a convolution's weights belongs to. */
function outputChannels(conv: ConvLayer | ConvTransposeLayer, { shape, data }: Tensor) {
  if (conv.kind === 'conv') {
    const filter = data.length / conv.outChannels;
    return (i: number): number => Math.floor(i / filter);
  }
  const [inChannels, columns] = shape;
  const kernel = conv.kernel[0] * conv.kernel[1];
  return (i: number): number => {
    const [row, column] = [Math.floor(i / (columns * kernel)), Math.floor(i / kernel) % columns];
    return Math.floor((row * conv.groups) / inChannels) * columns + column;
  };
}

import type { BatchNormLayer, ConvLayer, Layer, Network } from '../../core/network/layer.js';
import { checkWeights, weightOf } from '../../core/network/parameters.js';
import type { Tensor, Weights } from '../../core/network/weights.js';

/**
 * Folds each batch norm with its running statistics into the convolution before it, where nothing but the batch norm
 * reads that convolution. With s = gamma / sqrt(variance + epsilon), weights become s * w and the bias
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
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((name) => aliases.get(name) ?? name);
    const source = layers.get(inputs[0]);
    if (layer.kind === 'batchnorm' && source?.kind === 'conv' && readers.get(layer.inputs[0]) === 1) {
      layers.set(source.name, { ...source, bias: true });
      aliases.set(layer.name, source.name);
      foldWeights(folded, source, layer);
    } else {
      layers.set(layer.name, { ...layer, inputs });
    }
  }
  const output = aliases.get(network.output) ?? network.output;
  return { network: { layers: [...layers.values()], output }, weights: folded };
}

/** How often each output is read, the reader of the network's output included. */
function countReaders(network: Network): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  for (const name of [network.output, ...network.layers.flatMap((layer) => layer.inputs)]) {
    readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  return readers;
}

function foldWeights(weights: Map<string, Tensor>, conv: ConvLayer, norm: BatchNormLayer): void {
  const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (parameter) => weightOf(weights, `${norm.name}.${parameter}`).data,
  );
  const weight = weightOf(weights, `${conv.name}.weight`);
  const bias = weights.get(`${conv.name}.bias`)?.data;
  const scale = Float64Array.from(gamma, (value, c) => value / Math.sqrt(variance[c] + norm.epsilon));
  const filter = weight.data.length / conv.outChannels;
  weights.set(`${conv.name}.weight`, {
    shape: weight.shape,
    data: weight.data.map((value, i) => value * scale[Math.floor(i / filter)]),
  });
  weights.set(`${conv.name}.bias`, {
    shape: [conv.outChannels],
    data: Float32Array.from(scale, (s, c) => s * ((bias?.[c] ?? 0) - mean[c]) + beta[c]),
  });
  for (const parameter of ['weight', 'bias', 'running_mean', 'running_var']) {
    weights.delete(`${norm.name}.${parameter}`);
  }
}

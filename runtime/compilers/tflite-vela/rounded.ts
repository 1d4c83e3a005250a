import {
  type ConvLayer,
  type ConvTransposeLayer,
  type Layer,
  type Network,
  parameterName,
} from '../../../core/network/layer.js';
import { BATCH_NORM_PARAMETERS, weightOf } from '../../../core/network/parameters.js';
import type { Tensor, Weights } from '../../../core/network/weights.js';
import { exportOnnx } from '../../onnx/export.js';
import { activationScale } from '../quantisation/words8.js';
import { quantiseFilters } from './filters.js';
import { fusions, neededLayers } from './fusion.js';
import { toWord } from './lower/context.js';
import type { WordScale } from './model.js';
import { rangeOf } from './scales.js';

/**
 * A network, batch norm folded, as ONNX in floats that are the very numbers its words stand for: parameters rounded, and
 * every value that TFLite holds in words rounded to them. What a program's words are held against, by an onnxruntime that
 * optimises nothing: it would round anew.
 */
export function roundedOnnx(
  network: Network,
  weights: Weights,
  scales: ReadonlyMap<string, WordScale>,
): Uint8Array {
  const rounded = new Map(weights);
  for (const layer of neededLayers(network)) roundParameters(rounded, weights, layer, scales);
  const fused = fusions(network);
  const activations = new Map([...scales].filter(([layer]) => !fused.has(layer)));
  const quantisation = { activations, filters: new Map() };
  return exportOnnx(network, rounded, { batch: 1, foldBatchNorm: false, quantisation });
}

function roundParameters(
  rounded: Map<string, Tensor>,
  weights: Weights,
  layer: Layer,
  scales: ReadonlyMap<string, WordScale>,
): void {
  const input = scales.get(layer.inputs[0] ?? '')?.scale ?? 1;
  const own = (name: string): Float32Array => weightOf(weights, parameterName(layer, name)).data;
  const set = (name: string, data: Float32Array): void => {
    const full = parameterName(layer, name);
    rounded.set(full, { shape: weightOf(weights, full).shape, data });
  };
  switch (layer.kind) {
    case 'conv':
    case 'convtranspose': {
      const bias = layer.bias ? own('bias') : new Float32Array(layer.outChannels);
      const real = { values: own('weight'), bias, channelOf: outputChannels(layer, own('weight')) };
      const words = quantiseFilters(real, input);
      set(
        'weight',
        Float32Array.from(words.weights, (word, at) => word * words.scales[real.channelOf(at)]),
      );
      if (layer.bias)
        set(
          'bias',
          Float32Array.from(words.bias, (word, c) => word * words.biasScales[c]),
        );
      return;
    }
    case 'batchnorm': {
      const [gamma, beta, mean, variance] = BATCH_NORM_PARAMETERS.map(own);
      const values = gamma.map((value, c) => value / Math.sqrt(variance[c] + layer.epsilon));
      const bias = values.map((value, c) => beta[c] - value * mean[c]);
      const words = quantiseFilters({ values, bias, channelOf: (place) => place }, input);
      set(
        'weight',
        Float32Array.from(words.weights, (word, c) => word * words.scales[c]),
      );
      set(
        'bias',
        Float32Array.from(words.bias, (word, c) => word * words.biasScales[c]),
      );
      set('running_mean', new Float32Array(mean.length));
      set('running_var', new Float32Array(mean.length).fill(1 - layer.epsilon));
      return;
    }
    case 'prelu':
      set('slope', nearest(own('slope'), activationScale(rangeOf(own('slope')))));
      return;
    case 'constant':
      set('value', nearest(own('value'), scales.get(layer.name) ?? { scale: 1, zeroPoint: 0 }));
      return;
    default:
  }
}

/** The output channel of a weight in the network's own order. */
function outputChannels(layer: ConvLayer | ConvTransposeLayer, { length }: Float32Array) {
  if (layer.kind === 'conv') return (at: number): number => Math.floor((at * layer.outChannels) / length);
  const pixels = layer.kernel[0] * layer.kernel[1];
  return (at: number): number => Math.floor(at / pixels) % layer.outChannels;
}

function nearest(values: Float32Array, scale: WordScale): Float32Array {
  return values.map((value) => scale.scale * (toWord(value, scale) - scale.zeroPoint));
}

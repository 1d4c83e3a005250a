import {
  type ConvLayer,
  deliveredLayer,
  type Layer,
  type Network,
  parameterName,
} from '../../../core/network/layer.js';
import { weightOf } from '../../../core/network/parameters.js';
import type { Weights } from '../../../core/network/weights.js';
import type { ActivationScale, Quantisation, QuantisedFilters } from '../../onnx/lower/quantise.js';
import type { ActivationRange } from './calibrate.js';

const TOP = 127;
const LEVELS = 255;
/** Below it floats lose their precision; such values are as good as 0. */
const LEAST_SCALE = 2 ** -126;
const BIAS_TOP = 2 ** 31 - 1;

/** Layers that only pass values on: what they give is held as what they read. */
const PASSING: ReadonlySet<Layer['kind']> = new Set(['maxpool', 'resize', 'select', 'crop']);
/** Layers whose outputs are never words. */
const FLOAT: ReadonlySet<Layer['kind']> = new Set(['argmax', 'softmax', 'constant', 'opaque']);

/**
 * The layers of a network, batch norm folded, whose outputs words can hold: all that others read, but for what goes into
 * nothing but the activation behind it, into a softmax or an argmax. What the network delivers stays exact.
 */
export function wordLayers(network: Network): readonly string[] {
  const ends = new Set([deliveredLayer(network), network.output]);
  return network.layers
    .filter((layer) => {
      const readers = network.layers.filter(({ inputs }) => inputs.includes(layer.name));
      const fused = layer.kind !== 'input' && readers.length === 1 && isActivation(readers[0]);
      const choosing = readers.some(({ kind }) => kind === 'argmax' || kind === 'softmax');
      return !FLOAT.has(layer.kind) && !ends.has(layer.name) && readers.length > 0 && !fused && !choosing;
    })
    .map(({ name }) => name);
}

/**
 * Scales for words of 8 bits with a sign: an activation's from its range, with a zero point, 0 held exactly; a filter's by
 * output channel, from its largest weight. `network` and `weights` are those with batch norm folded, `ranges` the
 * activations' of `wordLayers`.
 */
export function quantiseToWords8(
  network: Network,
  weights: Weights,
  ranges: ReadonlyMap<string, ActivationRange>,
): Quantisation {
  const activations = new Map<string, ActivationScale>();
  for (const layer of network.layers) {
    const range = ranges.get(layer.name);
    if (range === undefined) continue;
    const passed = PASSING.has(layer.kind) ? activations.get(layer.inputs[0]) : undefined;
    activations.set(layer.name, passed ?? activationScale(range));
  }
  const filters = new Map<string, QuantisedFilters>();
  for (const layer of network.layers) {
    const input = activations.get(layer.inputs[0] ?? '');
    if (layer.kind === 'conv' && input !== undefined)
      filters.set(layer.name, quantiseFilters(layer, weights, input));
  }
  return { activations, filters };
}

function isActivation(layer: Layer): boolean {
  return layer.kind === 'relu' || (layer.kind === 'activation' && layer.function.name === 'clip');
}

/** The scale and zero point of words for values from `min` to `max`, 0 among them and held exactly. */
export function activationScale({ min, max }: Pick<ActivationRange, 'min' | 'max'>): ActivationScale {
  const [low, high] = [Math.min(min, 0), Math.max(max, 0)];
  const scale = Math.fround((high - low) / LEVELS);
  if (scale < LEAST_SCALE) return { scale: 1, zeroPoint: 0 };
  return { scale, zeroPoint: Math.round(-TOP - 1 - low / scale) };
}

function quantiseFilters(layer: ConvLayer, weights: Weights, { scale }: ActivationScale): QuantisedFilters {
  const { shape, data } = weightOf(weights, parameterName(layer, 'weight'));
  const size = data.length / layer.outChannels;
  const scales = Float32Array.from({ length: layer.outChannels }, (_, o) => {
    const largest = data
      .subarray(o * size, (o + 1) * size)
      .reduce((most, w) => Math.max(most, Math.abs(w)), 0);
    return Math.fround(largest / TOP) === 0 ? 1 : largest / TOP;
  });
  const words = Int8Array.from(data, (value, i) => clip(value / scales[Math.floor(i / size)], TOP));
  const weight = { shape, words, scales };
  if (!layer.bias) return { weight };
  const bias = weightOf(weights, parameterName(layer, 'bias')).data;
  const sums = scales.map((value) => value * scale);
  return {
    weight,
    bias: { words: Int32Array.from(bias, (value, o) => clip(value / sums[o], BIAS_TOP)), scales: sums },
  };
}

function clip(value: number, top: number): number {
  return Math.min(Math.max(Math.round(value), -top), top);
}

import { type Layer, type Network, parameterName, type Shape } from '../../../core/network/layer.js';
import { weightOf } from '../../../core/network/parameters.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Weights } from '../../../core/network/weights.js';
import { activate } from './interpreter/activation.js';
import { convolve, convolveTransposed, normalise, pool, poolAll } from './interpreter/convolution.js';
import { argmax, calculate, crop, pad, select, softmax } from './interpreter/layout.js';
import { resize } from './interpreter/resize.js';
import { at, fill, type Plane } from './interpreter/value.js';

/** An output with the channels that are held at zero. */
interface Value extends Plane {
  readonly dead: readonly boolean[];
}

/** Channels held at zero, by the layer that makes them. */
export type Masks = ReadonlyMap<string, ReadonlySet<number>>;

/**
 * Runs a network in the plainest way, in double precision, and gives a layer's output: the network's, if no other is
 * asked for. Masked channels are zero from their producer on in every layer that carries them, also behind batch norm.
 * Throws where arithmetic joins a masked channel with a live one, as such masks cannot be sliced, and at opaque layers.
 */
export function runNetwork(
  network: Network,
  weights: Weights,
  image: Float64Array,
  masks: Masks = new Map(),
  wanted: string = network.output,
) {
  const shapes = inferShapes(network);
  const values = new Map<string, Value>();
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((name) => valueOf(values, name));
    const shape = shapeOf(shapes, layer.name);
    const data = layer.kind === 'input' ? image : runLayer(layer, inputs, weights, shape);
    const dead = deadChannels(layer, inputs, shape.channels, masks.get(layer.name));
    const plane = shape.height * shape.width;
    values.set(layer.name, { shape, dead, data: data.map((x, i) => (dead[Math.floor(i / plane)] ? 0 : x)) });
    if (layer.name === wanted) break;
  }
  return valueOf(values, wanted).data;
}

function valueOf(values: ReadonlyMap<string, Value>, name: string): Value {
  const value = values.get(name);
  if (value === undefined) throw new Error(`no value ${name}`);
  return value;
}

function deadChannels(
  layer: Layer,
  inputs: readonly Value[],
  channels: number,
  mask: ReadonlySet<number> = new Set(),
): readonly boolean[] {
  switch (layer.kind) {
    case 'input':
    case 'constant':
    case 'conv':
    case 'convtranspose':
      return Array.from({ length: channels }, (_, channel) => mask.has(channel));
    case 'argmax':
    case 'opaque':
      if (inputs.some(({ dead }) => dead.includes(true)))
        throw new Error(`${layer.name} mixes masked channels`);
      return Array.from({ length: channels }, () => false);
    case 'concat':
      return inputs.flatMap((input) => input.dead);
    case 'select':
      return layer.indices.map((index) => inputs[0].dead[index]);
    case 'add':
    case 'sub':
    case 'mul':
    case 'div': {
      const full = inputs.filter(({ dead }) => dead.length === channels);
      const spread = inputs.filter(({ dead }) => dead.length !== channels);
      const apart = full.some(({ dead }) => dead.some((is, channel) => is !== full[0].dead[channel]));
      if (apart || spread.some(({ dead }) => dead[0])) {
        throw new Error(`${layer.name} joins a masked channel with a live one`);
      }
      return full[0].dead;
    }
    default:
      return inputs[0].dead;
  }
}

function runLayer(
  layer: Exclude<Layer, { kind: 'input' }>,
  inputs: readonly Value[],
  weights: Weights,
  shape: Shape,
): Float64Array {
  const [input] = inputs;
  switch (layer.kind) {
    case 'conv':
      return convolve(layer, input, weights, shape);
    case 'convtranspose':
      return convolveTransposed(layer, input, weights, shape);
    case 'batchnorm':
      return normalise(layer, input, weights);
    case 'relu':
      return input.data.map((x) => Math.max(0, x));
    case 'activation':
      return input.data.map((x) => activate(layer.function, x));
    case 'prelu': {
      const slopes = weightOf(weights, parameterName(layer, 'slope')).data;
      return fill(shape, (channel, y, x) => {
        const value = at(input, channel, y, x) ?? NaN;
        return value < 0 ? slopes[channel] * value : value;
      });
    }
    case 'maxpool':
    case 'averagepool':
      return pool(layer, input, shape);
    case 'globalaveragepool':
      return poolAll(input);
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return calculate(layer, inputs, shape);
    case 'concat':
      return Float64Array.from(inputs.flatMap((value) => [...value.data]));
    case 'select':
      return select(layer.indices, input);
    case 'resize':
      return resize(layer, input);
    case 'pad':
      return pad(layer, input, shape);
    case 'crop':
      return crop(layer, input, shape);
    case 'constant':
      return Float64Array.from(weightOf(weights, parameterName(layer, 'value')).data);
    case 'softmax':
      return softmax(input);
    case 'argmax':
      return argmax(input);
    case 'opaque':
      throw new Error(`${layer.name} is opaque`);
  }
}

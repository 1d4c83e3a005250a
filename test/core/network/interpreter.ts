import type {
  ConvLayer,
  Layer,
  MaxPoolLayer,
  Network,
  ResizeLayer,
  Shape,
} from '../../../core/network/layer.js';
import { weightOf } from '../../../core/network/parameters.js';
import { inferShapes, layerShape, shapeOf } from '../../../core/network/shapes.js';
import type { Weights } from '../../../core/network/weights.js';

/** One image's activations, CHW row-major, with the channels that are held at zero. */
interface Value {
  readonly shape: Shape;
  readonly data: Float64Array;
  readonly dead: readonly boolean[];
}

/** Channels held at zero, by the layer that makes them. */
export type Masks = ReadonlyMap<string, ReadonlySet<number>>;

/**
 * Runs a network in the plainest way, in double precision. Masked channels are zero from their producer on, also behind
 * batch norm. Throws where an add joins a masked channel with a live one: such masks cannot be sliced.
 */
export function runNetwork(
  network: Network,
  weights: Weights,
  image: Float64Array,
  masks: Masks = new Map(),
) {
  const shapes = inferShapes(network);
  const values = new Map<string, Value>();
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((name) => valueOf(values, name));
    const shape = shapeOf(shapes, layer.name);
    const data = layer.kind === 'input' ? image : runLayer(layer, inputs, weights);
    const dead = deadChannels(layer, inputs, shape.channels, masks.get(layer.name));
    const plane = shape.height * shape.width;
    values.set(layer.name, { shape, dead, data: data.map((x, i) => (dead[Math.floor(i / plane)] ? 0 : x)) });
  }
  return valueOf(values, network.output).data;
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
  if (layer.kind === 'input' || layer.kind === 'conv') {
    return Array.from({ length: channels }, (_, channel) => mask.has(channel));
  }
  if (layer.kind === 'concat') return inputs.flatMap((input) => input.dead);
  for (const input of inputs) {
    if (input.dead.some((dead, channel) => dead !== inputs[0].dead[channel])) {
      throw new Error(`${layer.name} joins a masked channel with a live one`);
    }
  }
  return inputs[0].dead;
}

function runLayer(
  layer: Exclude<Layer, { kind: 'input' }>,
  inputs: readonly Value[],
  weights: Weights,
): Float64Array {
  const [input] = inputs;
  switch (layer.kind) {
    case 'conv':
      return convolve(layer, input, weights);
    case 'batchnorm':
      return normalise(layer.name, layer.epsilon, input, weights);
    case 'relu':
      return input.data.map((x) => Math.max(0, x));
    case 'maxpool':
      return maxPool(layer, input);
    case 'globalaveragepool':
      return Float64Array.from({ length: input.shape.channels }, (_, channel) => {
        const plane = input.shape.height * input.shape.width;
        return input.data.subarray(channel * plane, (channel + 1) * plane).reduce((a, b) => a + b, 0) / plane;
      });
    case 'add':
      return input.data.map((x, i) => x + inputs[1].data[i]);
    case 'concat':
      return Float64Array.from(inputs.flatMap((value) => [...value.data]));
    case 'resize':
      return resize(layer, input);
    default:
      throw new Error(`no reference for ${layer.kind}`);
  }
}

function convolve(layer: ConvLayer, input: Value, weights: Weights): Float64Array {
  const weight = weightOf(weights, `${layer.name}.weight`);
  const bias = layer.bias ? weightOf(weights, `${layer.name}.bias`).data : undefined;
  const [, depth, kh, kw] = weight.shape;
  const filters = layer.outChannels / layer.groups;
  return fill(layerShape(layer, [input.shape]), (channel, y, x) => {
    let sum = bias?.[channel] ?? 0;
    const from = Math.floor(channel / filters) * depth;
    for (let c = 0; c < depth; c++) {
      for (let i = 0; i < kh; i++) {
        for (let j = 0; j < kw; j++) {
          const row = y * layer.stride[0] - layer.padding.top + i * layer.dilation[0];
          const column = x * layer.stride[1] - layer.padding.left + j * layer.dilation[1];
          const w = weight.data[((channel * depth + c) * kh + i) * kw + j];
          sum += w * (at(input, from + c, row, column) ?? 0);
        }
      }
    }
    return sum;
  });
}

function normalise(name: string, epsilon: number, input: Value, weights: Weights): Float64Array {
  const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (parameter) => weightOf(weights, `${name}.${parameter}`).data,
  );
  return fill(input.shape, (channel, y, x) => {
    const value = at(input, channel, y, x) ?? 0;
    return (
      ((value - mean[channel]) / Math.sqrt(variance[channel] + epsilon)) * gamma[channel] + beta[channel]
    );
  });
}

function maxPool(layer: MaxPoolLayer, input: Value): Float64Array {
  return fill(layerShape(layer, [input.shape]), (channel, y, x) => {
    let best = -Infinity;
    for (let i = 0; i < layer.kernel[0]; i++) {
      for (let j = 0; j < layer.kernel[1]; j++) {
        const row = y * layer.stride[0] - layer.padding.top + i;
        const column = x * layer.stride[1] - layer.padding.left + j;
        best = Math.max(best, at(input, channel, row, column) ?? -Infinity);
      }
    }
    return best;
  });
}

function resize(layer: ResizeLayer, input: Value): Float64Array {
  const { height, width } = input.shape;
  const source = (index: number, from: number, to: number): number => {
    const aligned = to === 1 ? 0 : (index * (from - 1)) / (to - 1);
    const position = layer.coordinates === 'half_pixel' ? ((index + 0.5) * from) / to - 0.5 : aligned;
    return Math.min(from - 1, Math.max(0, position));
  };
  return fill(layerShape(layer, [input.shape]), (channel, y, x) => {
    const [row, column] = [source(y, height, layer.height), source(x, width, layer.width)];
    const [top, left] = [Math.floor(row), Math.floor(column)];
    const pixel = (i: number, j: number): number =>
      at(input, channel, Math.min(i, height - 1), Math.min(j, width - 1)) ?? 0;
    const blend = (i: number): number =>
      pixel(i, left) * (1 - (column - left)) + pixel(i, left + 1) * (column - left);
    return blend(top) * (1 - (row - top)) + blend(top + 1) * (row - top);
  });
}

function at({ shape, data }: Value, channel: number, y: number, x: number): number | undefined {
  if (y < 0 || x < 0 || y >= shape.height || x >= shape.width) return undefined;
  return data[(channel * shape.height + y) * shape.width + x];
}

function fill(shape: Shape, value: (channel: number, y: number, x: number) => number): Float64Array {
  const { channels, height, width } = shape;
  return Float64Array.from({ length: channels * height * width }, (_, i) =>
    value(Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width),
  );
}

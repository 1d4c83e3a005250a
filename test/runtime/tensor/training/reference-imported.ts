import type {
  ActivationFunction,
  AveragePoolLayer,
  ConvTransposeLayer,
  Layer,
  PadLayer,
  Shape,
} from '../../../../core/network/layer.js';
import { fill, pixel, positions, type Values } from './reference-pixels.js';

/** The layer kinds that imported networks add, by their definitions. */
export function referenceImported(
  layer: Layer,
  batch: number,
  inputs: readonly Shape[],
  output: Shape,
  values: readonly Values[],
  parameters: readonly Values[],
): Values {
  const [x] = values;
  const [input] = inputs;
  const read = (image: number, row: number, column: number, channel: number): number =>
    x[pixel(input, image, row, column) + channel];
  switch (layer.kind) {
    case 'convtranspose':
      return convTranspose(layer, batch, input, output, x, parameters);
    case 'activation':
      return x.map((value) => activate(layer.function, value));
    case 'prelu':
      return x.map((value, at) => (value > 0 ? value : value * parameters[0][at % output.channels]));
    case 'averagepool':
      return averagePool(layer, batch, input, output, read);
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return fill(batch, output, (image, row, column, channel) => {
        const [left, right] = inputs.map((shape, at) => {
          const place = pixel(
            shape,
            image,
            Math.min(row, shape.height - 1),
            Math.min(column, shape.width - 1),
          );
          return values[at][place + Math.min(channel, shape.channels - 1)];
        });
        return OPERATIONS[layer.kind](left, right);
      });
    case 'select':
      return fill(batch, output, (image, row, column, channel) =>
        read(image, row, column, layer.indices[channel]),
      );
    case 'pad':
      return pad(layer, batch, input, output, read);
    case 'crop':
      return fill(batch, output, (image, row, column, channel) =>
        read(image, layer.top + row * layer.stride[0], layer.left + column * layer.stride[1], channel),
      );
    case 'softmax':
      return fill(batch, output, (image, row, column, channel) => {
        const start = pixel(input, image, row, column);
        const powers = x.subarray(start, start + input.channels).map(Math.exp);
        return powers[channel] / powers.reduce((sum, power) => sum + power, 0);
      });
    default:
      throw new Error(`no reference for ${layer.kind}`);
  }
}

type Read = (image: number, row: number, column: number, channel: number) => number;

const OPERATIONS = {
  add: (left: number, right: number) => left + right,
  sub: (left: number, right: number) => left - right,
  mul: (left: number, right: number) => left * right,
  div: (left: number, right: number) => left / right,
} as const;

/** Every input pixel adds its kernel to the output. */
function convTranspose(
  layer: ConvTransposeLayer,
  batch: number,
  input: Shape,
  output: Shape,
  x: Values,
  [kernel, bias]: readonly Values[],
): Values {
  const y = fill(batch, output, (_image, _row, _column, channel) => (layer.bias ? bias[channel] : 0));
  const perGroup = input.channels / layer.groups;
  const outputsPerGroup = output.channels / layer.groups;
  for (const [image, row, column] of positions(batch, input)) {
    const from = pixel(input, image, row, column);
    for (let tap = 0; tap < layer.kernel[0] * layer.kernel[1]; tap++) {
      const [i, j] = [Math.floor(tap / layer.kernel[1]), tap % layer.kernel[1]];
      const v = row * layer.stride[0] + i * layer.dilation[0] - layer.padding.top;
      const u = column * layer.stride[1] + j * layer.dilation[1] - layer.padding.left;
      if (v < 0 || v >= output.height || u < 0 || u >= output.width) continue;
      const to = pixel(output, image, v, u);
      for (let channel = 0; channel < input.channels; channel++) {
        const group = Math.floor(channel / perGroup);
        for (let out = 0; out < outputsPerGroup; out++) {
          const weight = kernel[(tap * outputsPerGroup + out) * input.channels + channel];
          y[to + group * outputsPerGroup + out] += x[from + channel] * weight;
        }
      }
    }
  }
  return y;
}

function averagePool(
  layer: AveragePoolLayer,
  batch: number,
  input: Shape,
  output: Shape,
  read: Read,
): Values {
  const size = layer.kernel[0] * layer.kernel[1];
  return fill(batch, output, (image, row, column, channel) => {
    let [sum, count] = [0, 0];
    for (let tap = 0; tap < size; tap++) {
      const v = row * layer.stride[0] + Math.floor(tap / layer.kernel[1]) - layer.padding.top;
      const u = column * layer.stride[1] + (tap % layer.kernel[1]) - layer.padding.left;
      if (v < 0 || v >= input.height || u < 0 || u >= input.width) continue;
      sum += read(image, v, u, channel);
      count++;
    }
    return sum / (layer.countPadding ? size : count);
  });
}

function pad(
  { padding, mode, value }: PadLayer,
  batch: number,
  input: Shape,
  output: Shape,
  read: Read,
): Values {
  const inside = (at: number, size: number): number => {
    if (mode === 'edge') return Math.min(Math.max(at, 0), size - 1);
    return at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at;
  };
  return fill(batch, output, (image, row, column, channel) => {
    const [v, u] = [row - padding.top, column - padding.left];
    const isOutside = v < 0 || v >= input.height || u < 0 || u >= input.width;
    if (mode === 'constant' && isOutside) return value;
    return read(image, inside(v, input.height), inside(u, input.width), channel);
  });
}

function activate(activation: ActivationFunction, x: number): number {
  switch (activation.name) {
    case 'leakyrelu':
      return x > 0 ? x : activation.slope * x;
    case 'clip':
      return Math.min(Math.max(x, activation.min ?? -Infinity), activation.max ?? Infinity);
    case 'hardsigmoid':
      return Math.max(0, Math.min(1, activation.slope * x + activation.offset));
    case 'hardswish':
      return x * Math.max(0, Math.min(1, x / 6 + 0.5));
    case 'elu':
      return x > 0 ? x : activation.alpha * (Math.exp(x) - 1);
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'tanh':
      return Math.tanh(x);
    case 'softplus':
      return Math.log(1 + Math.exp(x));
    case 'exp':
      return Math.exp(x);
    case 'log':
      return Math.log(x);
    case 'sqrt':
      return Math.sqrt(x);
    case 'reciprocal':
      return 1 / x;
    case 'abs':
      return Math.abs(x);
    case 'neg':
      return -x;
    case 'erf':
      return erf(x);
  }
}

/** The Maclaurin series, for small x. */
function erf(x: number): number {
  let [sum, term] = [0, x];
  for (let n = 0; n < 60; n++) {
    sum += term / (2 * n + 1);
    term *= -(x ** 2) / (n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

import { samplingTaps } from '../../../../core/network/interpolation.js';
import type { ConvLayer, Layer, MaxPoolLayer, ResizeLayer, Shape } from '../../../../core/network/layer.js';
import { referenceImported } from './reference-imported.js';
import { pixel, positions, type Values } from './reference-pixels.js';

/** Names of trainable parameters, in the order that layers have them. */
export const PARAMETERS = ['weight', 'bias', 'slope'] as const;

/** Every layer kind written out by its definition, to hold the kernels and their gradients against. */
export function referenceForward(
  layer: Layer,
  batch: number,
  inputs: readonly Shape[],
  output: Shape,
  values: readonly Values[],
  parameters: readonly Values[],
): Values {
  const [x] = values;
  switch (layer.kind) {
    case 'conv':
      return conv(layer, batch, inputs[0], output, x, parameters);
    case 'batchnorm':
      return batchNorm(layer.epsilon, output.channels, x, parameters);
    case 'relu':
      return x.map((value) => Math.max(0, value));
    case 'maxpool':
      return maxPool(layer, batch, inputs[0], output, x);
    case 'globalaveragepool':
      return averagePool(batch, inputs[0], x);
    case 'concat':
      return concat(batch, inputs, output, values);
    case 'resize':
      return resize(layer, batch, inputs[0], output, x);
    case 'input':
      return x;
    default:
      return referenceImported(layer, batch, inputs, output, values, parameters);
  }
}

/** The pixels that a window meets, with the number of the tap. */
function* window(layer: ConvLayer | MaxPoolLayer, input: Shape, row: number, column: number) {
  const dilation = layer.kind === 'conv' ? layer.dilation : [1, 1];
  for (let i = 0; i < layer.kernel[0]; i++) {
    for (let j = 0; j < layer.kernel[1]; j++) {
      const y = row * layer.stride[0] + i * dilation[0] - layer.padding.top;
      const x = column * layer.stride[1] + j * dilation[1] - layer.padding.left;
      if (y >= 0 && y < input.height && x >= 0 && x < input.width) {
        yield { tap: i * layer.kernel[1] + j, y, x };
      }
    }
  }
}

function conv(
  layer: ConvLayer,
  batch: number,
  input: Shape,
  output: Shape,
  x: Values,
  [kernel, bias]: readonly Values[],
): Values {
  const y = new Float64Array(batch * output.height * output.width * output.channels);
  const perGroup = input.channels / layer.groups;
  const outputsPerGroup = output.channels / layer.groups;
  for (const [image, row, column] of positions(batch, output)) {
    const to = pixel(output, image, row, column);
    for (let out = 0; out < output.channels; out++) {
      const first = Math.floor(out / outputsPerGroup) * perGroup;
      let sum = layer.bias ? bias[out] : 0;
      for (const { tap, y: v, x: u } of window(layer, input, row, column)) {
        const from = pixel(input, image, v, u) + first;
        for (let channel = 0; channel < perGroup; channel++) {
          sum += x[from + channel] * kernel[(tap * perGroup + channel) * output.channels + out];
        }
      }
      y[to + out] = sum;
    }
  }
  return y;
}

function batchNorm(epsilon: number, channels: number, x: Values, [gamma, beta]: readonly Values[]): Values {
  const count = x.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  x.forEach((value, at) => (mean[at % channels] += value / count));
  x.forEach((value, at) => (variance[at % channels] += (value - mean[at % channels]) ** 2 / count));
  return x.map((value, at) => {
    const channel = at % channels;
    return (
      ((value - mean[channel]) / Math.sqrt(variance[channel] + epsilon)) * gamma[channel] + beta[channel]
    );
  });
}

function maxPool(layer: MaxPoolLayer, batch: number, input: Shape, output: Shape, x: Values): Values {
  const y = new Float64Array(batch * output.height * output.width * output.channels).fill(-Infinity);
  for (const [image, row, column] of positions(batch, output)) {
    const to = pixel(output, image, row, column);
    for (const { y: v, x: u } of window(layer, input, row, column)) {
      const from = pixel(input, image, v, u);
      for (let channel = 0; channel < output.channels; channel++) {
        y[to + channel] = Math.max(y[to + channel], x[from + channel]);
      }
    }
  }
  return y;
}

function averagePool(batch: number, input: Shape, x: Values): Values {
  const y = new Float64Array(batch * input.channels);
  for (const [image, row, column] of positions(batch, input)) {
    const from = pixel(input, image, row, column);
    for (let channel = 0; channel < input.channels; channel++) {
      y[image * input.channels + channel] += x[from + channel] / (input.height * input.width);
    }
  }
  return y;
}

function concat(batch: number, inputs: readonly Shape[], output: Shape, values: readonly Values[]): Values {
  const y = new Float64Array(batch * output.height * output.width * output.channels);
  for (const [image, row, column] of positions(batch, output)) {
    let to = pixel(output, image, row, column);
    inputs.forEach((shape, part) => {
      const from = pixel(shape, image, row, column);
      y.set(values[part].subarray(from, from + shape.channels), to);
      to += shape.channels;
    });
  }
  return y;
}

function resize(layer: ResizeLayer, batch: number, input: Shape, output: Shape, x: Values): Values {
  const rows = samplingTaps(input.height, output.height, layer, 0);
  const columns = samplingTaps(input.width, output.width, layer, 1);
  const y = new Float64Array(batch * output.height * output.width * output.channels);
  for (const [image, row, column] of positions(batch, output)) {
    for (const { position: v, weight: weightY } of rows[row]) {
      for (const { position: u, weight: weightX } of columns[column]) {
        for (let channel = 0; channel < output.channels; channel++) {
          y[pixel(output, image, row, column) + channel] +=
            weightY * weightX * x[pixel(input, image, v, u) + channel];
        }
      }
    }
  }
  return y;
}

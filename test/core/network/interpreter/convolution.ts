import type {
  AveragePoolLayer,
  BatchNormLayer,
  ConvLayer,
  ConvTransposeLayer,
  MaxPoolLayer,
  Shape,
} from '../../../../core/network/layer.js';
import { parameterName } from '../../../../core/network/layer.js';
import { weightOf } from '../../../../core/network/parameters.js';
import type { Weights } from '../../../../core/network/weights.js';
import { at, fill, type Plane } from './value.js';

export function convolve(layer: ConvLayer, input: Plane, weights: Weights, shape: Shape): Float64Array {
  const weight = weightOf(weights, parameterName(layer, 'weight'));
  const [, depth, kh, kw] = weight.shape;
  const filters = layer.outChannels / layer.groups;
  const bias = biasOf(layer, weights);
  return fill(shape, (channel, y, x) => {
    let sum = bias(channel);
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

/** Adds the kernel, times each input pixel, to the output. */
export function convolveTransposed(
  layer: ConvTransposeLayer,
  input: Plane,
  weights: Weights,
  shape: Shape,
): Float64Array {
  const weight = weightOf(weights, parameterName(layer, 'weight'));
  const [inChannels, filters, kh, kw] = weight.shape;
  const { stride, dilation, padding } = layer;
  const output = fill(shape, biasOf(layer, weights));
  fill(input.shape, (c, y, x) => {
    const value = at(input, c, y, x) ?? 0;
    const from = Math.floor(c / (inChannels / layer.groups)) * filters;
    for (let f = 0; f < filters; f++) {
      for (let i = 0; i < kh; i++) {
        for (let j = 0; j < kw; j++) {
          const row = y * stride[0] - padding.top + i * dilation[0];
          const column = x * stride[1] - padding.left + j * dilation[1];
          if (row < 0 || column < 0 || row >= shape.height || column >= shape.width) continue;
          const place = ((from + f) * shape.height + row) * shape.width + column;
          output[place] += value * weight.data[((c * filters + f) * kh + i) * kw + j];
        }
      }
    }
    return value;
  });
  return output;
}

function biasOf(layer: ConvLayer | ConvTransposeLayer, weights: Weights): (channel: number) => number {
  const bias = layer.bias ? weightOf(weights, parameterName(layer, 'bias')).data : undefined;
  return (channel) => bias?.[channel] ?? 0;
}

export function normalise(layer: BatchNormLayer, input: Plane, weights: Weights): Float64Array {
  const [gamma, beta, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (parameter) => weightOf(weights, parameterName(layer, parameter)).data,
  );
  return fill(input.shape, (channel, y, x) => {
    const centred = (at(input, channel, y, x) ?? 0) - mean[channel];
    return (centred / Math.sqrt(variance[channel] + layer.epsilon)) * gamma[channel] + beta[channel];
  });
}

export function pool(layer: MaxPoolLayer | AveragePoolLayer, input: Plane, shape: Shape): Float64Array {
  return fill(shape, (channel, y, x) => {
    const values: number[] = [];
    for (let i = 0; i < layer.kernel[0]; i++) {
      for (let j = 0; j < layer.kernel[1]; j++) {
        const row = y * layer.stride[0] - layer.padding.top + i;
        const column = x * layer.stride[1] - layer.padding.left + j;
        const value = at(input, channel, row, column);
        if (value !== undefined) values.push(value);
        else if (layer.kind === 'averagepool' && layer.countPadding) values.push(0);
      }
    }
    return layer.kind === 'maxpool' ? Math.max(...values) : mean(values);
  });
}

export function poolAll(input: Plane): Float64Array {
  const { channels, height, width } = input.shape;
  const plane = height * width;
  return Float64Array.from({ length: channels }, (_, channel) =>
    mean(input.data.subarray(channel * plane, (channel + 1) * plane)),
  );
}

function mean(values: Float64Array | readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

import type {
  BatchNormLayer,
  ConvLayer,
  ConvTransposeLayer,
  Padding,
  Shape,
} from '../../../../core/network/layer.js';
import { BATCH_NORM_PARAMETERS } from '../../../../core/network/parameters.js';
import { fitBorder } from '../border.js';
import { quantiseFilters, type RealFilters } from '../filters.js';
import type { Lowered, LoweringContext, Value } from './context.js';
import { lowerSlice, padded } from './layout.js';

/** A convolution; one with a group for each input channel as TFLite's depthwise one. */
export function lowerConv(context: LoweringContext, layer: ConvLayer, lowered: Lowered): void {
  const { output, activation } = lowered;
  const [input] = lowered.inputs;
  const { stride, dilation, groups, outChannels } = layer;
  const { border, pad } = fitBorder(layer, input.shape, output.shape, dilation);
  const read = pad === undefined ? input : padded(context, `${layer.name}.padded`, input, pad);
  if (groups === input.shape.channels && groups > 1) {
    const multiplier = outChannels / groups;
    const filters = writeFilters(context, layer.name, depthwiseFilters(context, layer), input, {
      shape: [1, ...layer.kernel, outChannels],
      axis: 3,
    });
    const operation = {
      kind: 'DEPTHWISE_CONV_2D',
      border,
      stride,
      dilation,
      multiplier,
      activation,
    } as const;
    context.operator(operation, [read, ...filters], output);
    return;
  }
  const filters = writeFilters(context, layer.name, convFilters(context, layer), input, {
    shape: [outChannels, ...layer.kernel, input.shape.channels / groups],
    axis: 0,
  });
  context.operator({ kind: 'CONV_2D', border, stride, dilation, activation }, [read, ...filters], output);
}

/** A batch norm that no convolution takes in is a depthwise convolution of single pixels. */
export function lowerBatchNorm(context: LoweringContext, layer: BatchNormLayer, lowered: Lowered): void {
  const { output, activation } = lowered;
  const [input] = lowered.inputs;
  const [gamma, beta, mean, variance] = BATCH_NORM_PARAMETERS.map((name) => context.parameter(layer, name));
  const values = gamma.map((value, c) => value / Math.sqrt(variance[c] + layer.epsilon));
  const bias = values.map((value, c) => beta[c] - value * mean[c]);
  const real = { values, bias, channelOf: (place: number) => place };
  const filters = writeFilters(context, layer.name, real, input, {
    shape: [1, 1, 1, input.shape.channels],
    axis: 3,
  });
  const operation = { kind: 'DEPTHWISE_CONV_2D', border: 'VALID', multiplier: 1, activation } as const;
  context.operator({ ...operation, stride: [1, 1], dilation: [1, 1] }, [input, ...filters], output);
}

/**
 * A transposed convolution. TFLite's cuts off half of what goes beyond the input's size times the stride, or nothing;
 * where other padding is wanted, the whole is computed and then cut.
 */
export function lowerTransposed(context: LoweringContext, layer: ConvTransposeLayer, lowered: Lowered): void {
  const { output } = lowered;
  const [input] = lowered.inputs;
  const { stride, kernel, padding, name } = layer;
  const filters = writeFilters(context, name, transposedFilters(context, layer, input.shape), input, {
    shape: [layer.outChannels, ...kernel, input.shape.channels],
    axis: 0,
  });
  const write = (border: 'SAME' | 'VALID', to: Value): void => {
    const { channels, height, width } = to.shape;
    const size = context.integers(`${name}.size`, [1, height, width, channels]);
    const [weights, bias] = filters;
    context.operator({ kind: 'TRANSPOSE_CONV', border, stride }, [size, weights, input, bias], to);
  };
  if (isSame(layer, input.shape, output.shape)) {
    write('SAME', output);
    return;
  }
  const whole = wholeOf(layer, input.shape, output.shape, padding);
  if (whole.height === output.shape.height && whole.width === output.shape.width) {
    write('VALID', output);
    return;
  }
  const uncut = context.value(`${name}.uncut`, whole, output.scale);
  write('VALID', uncut);
  lowerSlice(context, name, uncut, output, [padding.top, padding.left, 0]);
}

function isSame({ kernel, stride, padding }: ConvTransposeLayer, input: Shape, output: Shape): boolean {
  const fits = (size: number, outputs: number, reach: number, step: number, before: number): boolean =>
    outputs === size * step && before === Math.floor(Math.max(0, (size - 1) * step + reach - outputs) / 2);
  return (
    fits(input.height, output.height, kernel[0], stride[0], padding.top) &&
    fits(input.width, output.width, kernel[1], stride[1], padding.left)
  );
}

/** The size of what is computed: up to where kernels reach, or as far as the output goes beyond that. */
function wholeOf(layer: ConvTransposeLayer, input: Shape, output: Shape, padding: Padding): Shape {
  const { kernel, stride } = layer;
  return {
    channels: layer.outChannels,
    height: Math.max((input.height - 1) * stride[0] + kernel[0], padding.top + output.height),
    width: Math.max((input.width - 1) * stride[1] + kernel[1], padding.left + output.width),
  };
}

interface FilterTensor {
  readonly shape: readonly number[];
  /** Where the output channels are. */
  readonly axis: number;
}

/** Writes weights and biases; returns their tensors. */
function writeFilters(
  context: LoweringContext,
  name: string,
  real: RealFilters,
  input: Value,
  { shape, axis }: FilterTensor,
): readonly [weights: number, bias: number] {
  const { weights, scales, bias, biasScales } = quantiseFilters(real, input.scale.scale);
  return [
    context.words(`${name}.weight`, shape, { scales, axis }, weights),
    context.words(`${name}.bias`, [bias.length], { scales: biasScales, axis: 0 }, bias),
  ];
}

/** [outChannels, inChannels, kh, kw] as [outChannels, kh, kw, inChannels]. */
function convFilters(context: LoweringContext, layer: ConvLayer): RealFilters {
  const values = context.parameter(layer, 'weight');
  const size = values.length / layer.outChannels;
  const pixels = layer.kernel[0] * layer.kernel[1];
  const channels = size / pixels;
  return {
    values: Float32Array.from(values, (_, place) => {
      const [o, rest] = [Math.floor(place / size), place % size];
      const [pixel, i] = [Math.floor(rest / channels), rest % channels];
      return values[o * size + i * pixels + pixel];
    }),
    channelOf: (place) => Math.floor(place / size),
    bias: biasOf(context, layer),
  };
}

/** [outChannels, 1, kh, kw] as [1, kh, kw, outChannels]. */
function depthwiseFilters(context: LoweringContext, layer: ConvLayer): RealFilters {
  const values = context.parameter(layer, 'weight');
  const { outChannels } = layer;
  const pixels = values.length / outChannels;
  return {
    values: Float32Array.from(
      values,
      (_, place) => values[(place % outChannels) * pixels + Math.floor(place / outChannels)],
    ),
    channelOf: (place) => place % outChannels,
    bias: biasOf(context, layer),
  };
}

/** [inChannels, outChannels, kh, kw] as [outChannels, kh, kw, inChannels]. */
function transposedFilters(
  context: LoweringContext,
  layer: ConvTransposeLayer,
  { channels }: Shape,
): RealFilters {
  const values = context.parameter(layer, 'weight');
  const pixels = layer.kernel[0] * layer.kernel[1];
  const size = pixels * channels;
  return {
    values: Float32Array.from(values, (_, place) => {
      const [o, rest] = [Math.floor(place / size), place % size];
      const [pixel, i] = [Math.floor(rest / channels), rest % channels];
      return values[(i * layer.outChannels + o) * pixels + pixel];
    }),
    channelOf: (place) => Math.floor(place / size),
    bias: biasOf(context, layer),
  };
}

function biasOf(context: LoweringContext, layer: ConvLayer | ConvTransposeLayer): Float32Array {
  return layer.bias ? context.parameter(layer, 'bias') : new Float32Array(layer.outChannels);
}

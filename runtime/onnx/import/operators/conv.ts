import type { Pair, Padding } from '../../../../core/network/layer.js';
import type { Call } from '../call.js';
import { type Constant, floatsOf } from '../constant.js';
import type { Parameter, Parameters } from '../layers.js';
import { Misfit } from '../value.js';
import { imageOf, type Operator } from './operator.js';
import { explicitPadding, pair, pairOf, shared, slidingWindow } from './windows.js';

/** Two-dimensional convolutions; one-dimensional ones have images of one row. */
export const conv: Operator = (call) => {
  const weight = weightOf(call);
  const input = call.image(0);
  const { channels, height, width } = call.shapeOf(input);
  const groups = call.int('group', 1);
  const kernel = pair(weight.shape.slice(2), 'kernel');
  if (weight.shape[1] * groups !== channels) {
    throw new Misfit(`its weight [${weight.shape.join(', ')}] does not fit ${channels} channels`);
  }
  const bias = biasOf(call, weight.shape[0]);
  const layer = call.emit(
    {
      kind: 'conv',
      outChannels: weight.shape[0],
      ...slidingWindow(call, kernel, [height, width]),
      groups,
      bias: bias !== undefined,
    },
    [input],
    withBias(weight, bias),
    weight.source,
  );
  return imageOf(call, layer);
};

/** ONNX's ConvTranspose: `output_shape` and `auto_pad` come to padding. */
export const convTranspose: Operator = (call) => {
  const weight = weightOf(call);
  const input = call.image(0);
  const { channels, height, width } = call.shapeOf(input);
  const groups = call.int('group', 1);
  if (weight.shape[0] !== channels) {
    throw new Misfit(`its weight [${weight.shape.join(', ')}] does not fit ${channels} channels`);
  }
  const kernel = pair(weight.shape.slice(2), 'kernel');
  const stride = pairOf(call, 'strides', 1);
  const dilation = pairOf(call, 'dilations', 1);
  const outputPadding = pairOf(call, 'output_padding', 0);
  const outChannels = weight.shape[1] * groups;
  const bias = biasOf(call, outChannels);
  const full = ([0, 1] as const).map(
    (axis) =>
      stride[axis] * ([height, width][axis] - 1) +
      outputPadding[axis] +
      dilation[axis] * (kernel[axis] - 1) +
      1,
  );
  const layer = call.emit(
    {
      kind: 'convtranspose',
      outChannels,
      kernel,
      stride,
      dilation,
      ...spreadPadding(call, [full[0], full[1]], stride, [height, width], outputPadding),
      groups,
      bias: bias !== undefined,
    },
    [input],
    withBias(weight, bias),
    weight.source,
  );
  return imageOf(call, layer);
};

/** A constant as a parameter, unchanged. */
export function parameterOf({ shape, source, ...constant }: Constant): Parameter {
  const data = floatsOf({ shape, ...constant });
  return source === undefined ? { shape, data } : { shape, data, source };
}

/** The padding that a transposed convolution cuts off, and what it adds where that is less than nothing. */
function spreadPadding(
  call: Call,
  full: Pair,
  stride: Pair,
  size: Pair,
  outputPadding: Pair,
): { padding: Padding; outputPadding: Pair } {
  const mode = call.string('auto_pad', 'NOTSET');
  const wanted = call.ints('output_shape') ?? sameSizes(mode, stride, size);
  if (wanted === undefined) {
    const padding = mode === 'VALID' ? { top: 0, left: 0, bottom: 0, right: 0 } : explicitPadding(call);
    return { padding, outputPadding };
  }
  const [height, width] = pair(wanted.slice(-2), 'output_shape');
  const cut = [full[0] - height, full[1] - width].map((total) => shared(Math.max(total, 0), mode));
  return {
    padding: { top: cut[0][0], left: cut[1][0], bottom: cut[0][1], right: cut[1][1] },
    outputPadding: [
      outputPadding[0] + Math.max(height - full[0], 0),
      outputPadding[1] + Math.max(width - full[1], 0),
    ],
  };
}

function sameSizes(mode: string, stride: Pair, size: Pair): Pair | undefined {
  if (mode !== 'SAME_UPPER' && mode !== 'SAME_LOWER') return undefined;
  return [size[0] * stride[0], size[1] * stride[1]];
}

function weightOf(call: Call): Parameter {
  const weight = call.constant(1);
  if (weight === undefined) throw new Misfit('it has no weight');
  if (weight.shape.length !== 4) throw new Misfit(`it is ${weight.shape.length - 2}-dimensional`);
  return parameterOf(weight);
}

function biasOf(call: Call, channels: number): Parameter | undefined {
  const bias = call.constant(2);
  if (bias === undefined) return undefined;
  if (bias.data.length !== channels) throw new Misfit(`its bias has ${bias.data.length} values`);
  return { ...parameterOf(bias), shape: [channels] };
}

export function withBias(weight: Parameter, bias: Parameter | undefined): Parameters {
  return bias === undefined ? { weight } : { weight, bias };
}

import type { Call } from '../call.js';
import { type Constant, floatsOf } from '../constant.js';
import type { Parameter } from '../layers.js';
import { Misfit } from '../value.js';
import { covers, type Factor, places, sizeOf, type View, whole } from '../view.js';
import { withBias } from './conv.js';
import { type Operator, viewOf } from './operator.js';

/** A matrix product with known weights: a convolution of one pixel, or of the whole image behind a Flatten. */
export const matMul: Operator = (call) => {
  const weight = call.constant(1);
  if (weight === undefined || call.isConstant(0)) throw new Misfit('its weights come first');
  const shape = weight.shape.slice(-2);
  if (shape.length !== 2 || weight.data.length !== shape[0] * shape[1]) {
    throw new Misfit('its weights are no matrix');
  }
  return dense(call, call.view(0), {
    matrix: weight,
    inputs: shape[0],
    outputs: shape[1],
    byOutput: false,
    scale: 1,
  });
};

/** ONNX's Gemm: alpha * A * B + beta * C with known B and C. */
export const gemm: Operator = (call) => {
  const weight = call.constant(1);
  if (weight?.shape.length !== 2 || call.isConstant(0)) throw new Misfit('its weights are no matrix');
  if (call.int('transA', 0) !== 0) throw new Misfit('it transposes its input');
  const byOutput = call.int('transB', 0) !== 0;
  const [outputs, inputs] = byOutput ? weight.shape : weight.shape.toReversed();
  const bias = call.constant(2);
  return dense(
    call,
    call.view(0),
    { matrix: weight, inputs, outputs, byOutput, scale: call.float('alpha', 1) },
    bias === undefined ? undefined : gemmBias(bias, outputs, call.float('beta', 1)),
  );
};

interface Matrix {
  readonly matrix: Constant;
  readonly inputs: number;
  readonly outputs: number;
  /** Whether rows are outputs, [outputs, inputs]; else [inputs, outputs]. */
  readonly byOutput: boolean;
  readonly scale: number;
}

function dense(call: Call, view: View, matrix: Matrix, bias?: Parameter): ReturnType<Operator> {
  const last = view.axes.length - 1;
  if (last < 0) throw new Misfit('it works on a number');
  const factors = view.axes[last];
  if (sizeOf(factors) !== matrix.inputs)
    throw new Misfit(`it has ${sizeOf(factors)} inputs for ${matrix.inputs}`);
  const all = view.shape.channels * view.shape.height * view.shape.width;
  const pixelwise = covers(view, last, 'channels');
  if (!pixelwise && matrix.inputs !== all) throw new Misfit('it mixes a part of the pixels');
  const { height, width } = pixelwise ? { height: 1, width: 1 } : view.shape;
  const weight = kernelOf(matrix, orderOf(view, factors, pixelwise), [view.shape.channels, height, width]);
  const layer = call.emit(
    {
      kind: 'conv',
      outChannels: matrix.outputs,
      kernel: [height, width],
      stride: [1, 1],
      dilation: [1, 1],
      padding: { top: 0, left: 0, bottom: 0, right: 0 },
      groups: 1,
      bias: bias !== undefined,
    },
    [view.layer],
    withBias(weight, bias),
    matrix.matrix.source,
  );
  const shape = call.shapeOf(layer);
  return viewOf({ ...view, layer, shape, axes: view.axes.with(last, whole(shape, 'channels')) });
}

/** For each input of the matrix, its place in [channels, height, width]; undefined where that is its own. */
function orderOf(view: View, factors: readonly Factor[], pixelwise: boolean): readonly number[] | undefined {
  const { height, width } = pixelwise ? { height: 1, width: 1 } : view.shape;
  const step = { channels: height * width, height: width, width: 1 };
  const order = places(
    factors.map((factor) => ({ ...factor, stride: factor.stride * step[factor.dimension] })),
  );
  return order.every((place, i) => place === i) ? undefined : order;
}

function kernelOf(
  { matrix, inputs, outputs, byOutput, scale }: Matrix,
  order: readonly number[] | undefined,
  [channels, height, width]: readonly [number, number, number],
): Parameter {
  const shape = [outputs, channels, height, width];
  const values = floatsOf(matrix);
  if (byOutput && order === undefined && scale === 1) {
    return { shape, data: values, ...(matrix.source === undefined ? {} : { source: matrix.source }) };
  }
  const data = new Float32Array(values.length);
  for (let input = 0; input < inputs; input++) {
    const place = order?.[input] ?? input;
    for (let output = 0; output < outputs; output++) {
      const value = values[byOutput ? output * inputs + input : input * outputs + output];
      data[output * inputs + place] = scale * value;
    }
  }
  const changed = [byOutput ? '' : 'transposed', order?.join(',') ?? '', String(scale)].join('|');
  return { shape, data, ...(matrix.source === undefined ? {} : { source: `${matrix.source}|${changed}` }) };
}

function gemmBias(bias: Constant, outputs: number, beta: number): Parameter {
  const values = floatsOf(bias);
  if (values.length !== 1 && (values.length !== outputs || bias.shape.at(-1) !== outputs)) {
    throw new Misfit(`its bias is [${bias.shape.join(', ')}]`);
  }
  const data = Float32Array.from({ length: outputs }, (_, i) => beta * values[values.length === 1 ? 0 : i]);
  const asItLies = beta === 1 && values.length === outputs;
  return asItLies
    ? { shape: [outputs], data: values, ...(bias.source === undefined ? {} : { source: bias.source }) }
    : { shape: [outputs], data };
}

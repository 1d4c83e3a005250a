import type { Padding, Pair } from '../../../../core/network/layer.js';
import { FLOAT_T, flag, windowAttributes } from '../attributes.js';
import type { NativeTensor, Scope } from '../native.js';
import { kernelGradient } from './kernel-gradient.js';

/** The sizes of one ungrouped convolution over a batch; `input` and `output` are height and width. */
export interface Geometry {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly input: Pair;
  readonly output: Pair;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
}

/** A convolution of NHWC `x` with an HWIO `kernel`, and its gradients. */
export interface Convolution {
  readonly forward: (scope: Scope, x: NativeTensor, kernel: NativeTensor) => NativeTensor;
  readonly inputGradient: (scope: Scope, kernel: NativeTensor, dy: NativeTensor) => NativeTensor;
  readonly kernelGradient: (scope: Scope, x: NativeTensor, dy: NativeTensor) => NativeTensor;
}

export function kernelDimensions(geometry: Geometry): readonly number[] {
  return [...geometry.kernel, geometry.inChannels, geometry.outChannels];
}

/** A convolution without dilation, by TensorFlow's own kernels. */
export function plainConvolution(geometry: Geometry, constants: Scope): Convolution {
  const attributes = windowAttributes(geometry.stride, geometry.padding);
  const inputSizes = constants.integers([geometry.batch, ...geometry.input, geometry.inChannels]);
  return {
    forward: (scope, x, kernel) => scope.run('Conv2D', attributes, [x, kernel]),
    inputGradient: (scope, kernel, dy) =>
      scope.run('Conv2DBackpropInput', attributes, [inputSizes, kernel, dy]),
    kernelGradient: kernelGradient(geometry, constants),
  };
}

const MULTIPLY = [...FLOAT_T, flag('transpose_a', false), flag('transpose_b', false)];
const MULTIPLY_LEFT_TRANSPOSED = [...FLOAT_T, flag('transpose_a', true), flag('transpose_b', false)];
const MULTIPLY_RIGHT_TRANSPOSED = [...FLOAT_T, flag('transpose_a', false), flag('transpose_b', true)];

/** A 1x1 convolution of stride 1 without padding: products of matrices, pixels by channels. */
export function pointwiseConvolution(geometry: Geometry, constants: Scope): Convolution {
  const { batch, input, inChannels, outChannels } = geometry;
  const pixels = batch * input[0] * input[1];
  const rows = constants.integers([pixels, inChannels]);
  const outRows = constants.integers([pixels, outChannels]);
  const matrix = constants.integers([inChannels, outChannels]);
  const inputSizes = constants.integers([batch, ...input, inChannels]);
  const outputSizes = constants.integers([batch, ...input, outChannels]);
  const kernelSizes = constants.integers(kernelDimensions(geometry));
  const product = (
    scope: Scope,
    attributes: typeof MULTIPLY,
    left: [NativeTensor, NativeTensor],
    right: [NativeTensor, NativeTensor],
    sizes: NativeTensor,
  ): NativeTensor => {
    const a = scope.run('Reshape', FLOAT_T, left);
    const b = scope.run('Reshape', FLOAT_T, right);
    const flat = scope.run('MatMul', attributes, [a, b]);
    const result = scope.run('Reshape', FLOAT_T, [flat, sizes]);
    scope.free(a, b, flat);
    return result;
  };
  return {
    forward: (scope, x, kernel) => product(scope, MULTIPLY, [x, rows], [kernel, matrix], outputSizes),
    inputGradient: (scope, kernel, dy) =>
      product(scope, MULTIPLY_RIGHT_TRANSPOSED, [dy, outRows], [kernel, matrix], inputSizes),
    kernelGradient: (scope, x, dy) =>
      product(scope, MULTIPLY_LEFT_TRANSPOSED, [x, rows], [dy, outRows], kernelSizes),
  };
}

import type { Padding } from '../../../../core/network/layer.js';
import { FLOAT_T, integerList, typeAttribute, windowAttributes } from '../attributes.js';
import type { NativeTensor, Scope } from '../native.js';
import type { Convolution, Geometry } from './convolution.js';
import { kernelGradient } from './kernel-gradient.js';

/**
 * A dilated convolution. TensorFlow's CPU kernels have no gradients for it, so: the input's gradient is the dilated
 * convolution of dy with the kernel flipped and transposed; the kernel's gradient is the undilated one over the d x d
 * interleaved sub-images (space to batch), whose pixels are neighbours there. A stride is taken after the convolution.
 */
export function dilatedConvolution(geometry: Geometry, constants: Scope): Convolution {
  const dense = denseConvolution({ ...geometry, stride: [1, 1], output: denseOutput(geometry) }, constants);
  if (geometry.stride[0] === 1 && geometry.stride[1] === 1) return dense;
  const { batch, outChannels, stride } = geometry;
  const sizes = constants.integers([batch, ...denseOutput(geometry), outChannels]);
  const begin = constants.integers([0, 0, 0, 0]);
  const steps = constants.integers([1, stride[0], stride[1], 1]);
  const attributes = [...FLOAT_T, typeAttribute('Index', 'int32')];
  return {
    forward: (scope, x, kernel) => {
      const y = dense.forward(scope, x, kernel);
      const taken = scope.run('StridedSlice', attributes, [y, begin, sizes, steps]);
      scope.free(y);
      return taken;
    },
    inputGradient: (scope, kernel, dy) => {
      const spread = scope.run('StridedSliceGrad', attributes, [sizes, begin, sizes, steps, dy]);
      const gradient = dense.inputGradient(scope, kernel, spread);
      scope.free(spread);
      return gradient;
    },
    kernelGradient: (scope, x, dy) => {
      const spread = scope.run('StridedSliceGrad', attributes, [sizes, begin, sizes, steps, dy]);
      const gradient = dense.kernelGradient(scope, x, spread);
      scope.free(spread);
      return gradient;
    },
  };
}

function denseOutput({ input, kernel, dilation, padding }: Geometry): readonly [number, number] {
  return [
    input[0] + padding.top + padding.bottom - dilation[0] * (kernel[0] - 1),
    input[1] + padding.left + padding.right - dilation[1] * (kernel[1] - 1),
  ];
}

function denseConvolution(geometry: Geometry, constants: Scope): Convolution {
  const dilations = integerList('dilations', [1, ...geometry.dilation, 1]);
  const attributes = [...windowAttributes([1, 1], geometry.padding), dilations];
  return {
    forward: (scope, x, kernel) => scope.run('Conv2D', attributes, [x, kernel]),
    inputGradient: inputGradientOf(geometry, constants),
    kernelGradient: kernelGradientOf(geometry, constants),
  };
}

function inputGradientOf(geometry: Geometry, constants: Scope) {
  const { batch, input, inChannels, kernel, dilation, padding } = geometry;
  const reachY = dilation[0] * (kernel[0] - 1);
  const reachX = dilation[1] * (kernel[1] - 1);
  const mirrored: Padding = {
    top: Math.max(0, reachY - padding.top),
    bottom: Math.max(0, reachY - padding.bottom),
    left: Math.max(0, reachX - padding.left),
    right: Math.max(0, reachX - padding.right),
  };
  const attributes = [...windowAttributes([1, 1], mirrored), integerList('dilations', [1, ...dilation, 1])];
  const axes = constants.integers([0, 1]);
  const order = constants.integers([0, 1, 3, 2]);
  // Padding beyond the kernel's reach gives rows of the padding itself, which are cut off.
  const begin = constants.integers([
    0,
    Math.max(0, padding.top - reachY),
    Math.max(0, padding.left - reachX),
    0,
  ]);
  const sizes = constants.integers([batch, ...input, inChannels]);
  const slice = [...FLOAT_T, typeAttribute('Index', 'int32')];
  return (scope: Scope, weights: NativeTensor, dy: NativeTensor): NativeTensor => {
    const flipped = scope.run('ReverseV2', [...FLOAT_T, typeAttribute('Tidx', 'int32')], [weights, axes]);
    const turned = scope.run('Transpose', [...FLOAT_T, typeAttribute('Tperm', 'int32')], [flipped, order]);
    const whole = scope.run('Conv2D', attributes, [dy, turned]);
    scope.free(flipped, turned);
    if (whole.shape[1] === input[0] && whole.shape[2] === input[1]) return whole;
    const cut = scope.run('Slice', slice, [whole, begin, sizes]);
    scope.free(whole);
    return cut;
  };
}

function kernelGradientOf(geometry: Geometry, constants: Scope) {
  const { batch, input, output, kernel, dilation, padding } = geometry;
  const rows = blocks(input[0] + padding.top + padding.bottom, output[0], kernel[0], dilation[0]);
  const columns = blocks(input[1] + padding.left + padding.right, output[1], kernel[1], dilation[1]);
  const block = constants.integers(dilation);
  const inputPads = constants.integers(
    [padding.top, padding.bottom + rows.input, padding.left, padding.right + columns.input],
    [2, 2],
  );
  const outputPads = constants.integers([0, rows.output, 0, columns.output], [2, 2]);
  const interleave = [
    ...FLOAT_T,
    typeAttribute('Tblock_shape', 'int32'),
    typeAttribute('Tpaddings', 'int32'),
  ];
  const undilated: Geometry = {
    ...geometry,
    batch: batch * dilation[0] * dilation[1],
    input: [rows.count, columns.count],
    output: [rows.count - kernel[0] + 1, columns.count - kernel[1] + 1],
    dilation: [1, 1],
    padding: { top: 0, bottom: 0, left: 0, right: 0 },
  };
  const gradient = kernelGradient(undilated, constants);
  return (scope: Scope, x: NativeTensor, dy: NativeTensor): NativeTensor => {
    const images = scope.run('SpaceToBatchND', interleave, [x, block, inputPads]);
    const slopes = scope.run('SpaceToBatchND', interleave, [dy, block, outputPads]);
    const result = gradient(scope, images, slopes);
    scope.free(images, slopes);
    return result;
  };
}

/** How many rows of zeros bring input and output to whole blocks that a kernel of `taps` connects. */
function blocks(padded: number, output: number, taps: number, dilation: number) {
  const count = Math.ceil(padded / dilation);
  return {
    /** Rows of one block's sub-image. */
    count,
    input: count * dilation - padded,
    output: (count - taps + 1) * dilation - output,
  };
}

import { FLOAT_T, integerList, typeAttribute, windowAttributes } from '../attributes.js';
import { tensorflow, type NativeTensor, type Scope } from '../native.js';
import type { Geometry } from './convolution.js';

/** The gradient of an undilated convolution's kernel, from its input and the gradient of its output. */
export type KernelGradient = (scope: Scope, x: NativeTensor, dy: NativeTensor) => NativeTensor;

/**
 * The faster of the two ways below. On a GPU it is the native one, whose kernels are made for it; and so it is, by half,
 * where windows do not overlap, as in the transposed convolutions of a U-Net.
 */
export function kernelGradient(geometry: Geometry, constants: Scope): KernelGradient {
  const padding = turnedPadding(geometry);
  const fits = padding.bottom >= 0 && padding.right >= 0;
  const { kernel, stride } = geometry;
  const overlaps = kernel[0] > stride[0] || kernel[1] > stride[1];
  return fits && overlaps && !tensorflow().isUsingGpuDevice()
    ? turnedKernelGradient(geometry, constants)
    : nativeKernelGradient(geometry, constants);
}

export function nativeKernelGradient(geometry: Geometry, constants: Scope): KernelGradient {
  const attributes = windowAttributes(geometry.stride, geometry.padding);
  const sizes = constants.integers([...geometry.kernel, geometry.inChannels, geometry.outChannels]);
  return (scope, x, dy) => scope.run('Conv2DBackpropFilter', attributes, [x, sizes, dy]);
}

/**
 * The same as a forward convolution, which on a CPU takes half the time of the native gradient: batch and channels
 * change places, dy is the kernel, and the stride becomes its dilation.
 */
export function turnedKernelGradient(geometry: Geometry, constants: Scope): KernelGradient {
  const { stride } = geometry;
  const attributes = [
    ...windowAttributes([1, 1], turnedPadding(geometry)),
    integerList('dilations', [1, ...stride, 1]),
  ];
  const swap = constants.integers([3, 1, 2, 0]);
  const batchInward = constants.integers([1, 2, 0, 3]);
  const transpose = [...FLOAT_T, typeAttribute('Tperm', 'int32')];
  return (scope, x, dy) => {
    const images = scope.run('Transpose', transpose, [x, swap]);
    const kernel = scope.run('Transpose', transpose, [dy, batchInward]);
    const product = scope.run('Conv2D', attributes, [images, kernel]);
    const turned = scope.run('Transpose', transpose, [product, batchInward]);
    scope.free(images, kernel, product);
    return turned;
  };
}

/** Without the rows at the end that the stride never reaches. Negative where these are pixels, not padding. */
function turnedPadding({ input, kernel, stride, padding }: Geometry) {
  const { top, left } = padding;
  return {
    top,
    left,
    bottom: padding.bottom - ((input[0] + top + padding.bottom - kernel[0]) % stride[0]),
    right: padding.right - ((input[1] + left + padding.right - kernel[1]) % stride[1]),
  };
}

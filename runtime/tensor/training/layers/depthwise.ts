import type { ConvLayer } from '../../../../core/network/layer.js';
import { FLOAT_T, isZero, typeAttribute, windowAttributes } from '../attributes.js';
import type { NativeTensor, Scope } from '../native.js';
import type { Convolution, Geometry } from './convolution.js';

/** Whether TensorFlow's depthwise kernels cover a layer; others go group by group. */
export function isDepthwise(layer: ConvLayer, inChannels: number): boolean {
  const { groups, stride, dilation } = layer;
  return groups > 1 && groups === inChannels && stride[0] === stride[1] && Math.max(...dilation) === 1;
}

/** A depthwise convolution: every input channel has its own `outChannels / inChannels` filters. */
export function depthwiseConvolution(geometry: Geometry, constants: Scope): Convolution {
  const { batch, input, inChannels, outChannels, kernel, stride, padding } = geometry;
  const attributes = windowAttributes(stride, { top: 0, bottom: 0, left: 0, right: 0 });
  const padded = [
    batch,
    input[0] + padding.top + padding.bottom,
    input[1] + padding.left + padding.right,
    inChannels,
  ];
  const multiplier = outChannels / inChannels;
  const depthSizes = constants.integers([...kernel, inChannels, multiplier]);
  const kernelSizes = constants.integers([...kernel, 1, outChannels]);
  const paddedSizes = constants.integers(padded);
  const inputSizes = constants.integers([batch, ...input, inChannels]);
  const begin = constants.integers([0, padding.top, padding.left, 0]);
  const pads = constants.integers(
    [0, 0, padding.top, padding.bottom, padding.left, padding.right, 0, 0],
    [4, 2],
  );
  const pad = (scope: Scope, x: NativeTensor): NativeTensor =>
    isZero(padding)
      ? scope.retain(x)
      : scope.run('Pad', [...FLOAT_T, typeAttribute('Tpaddings', 'int32')], [x, pads]);
  const unpad = (scope: Scope, x: NativeTensor): NativeTensor =>
    isZero(padding)
      ? scope.retain(x)
      : scope.run('Slice', [...FLOAT_T, typeAttribute('Index', 'int32')], [x, begin, inputSizes]);
  return {
    forward: (scope, x, weights) => {
      const image = pad(scope, x);
      const filters = scope.run('Reshape', FLOAT_T, [weights, depthSizes]);
      const y = scope.run('DepthwiseConv2dNative', attributes, [image, filters]);
      scope.free(image, filters);
      return y;
    },
    gradients: (scope, x, weights, dy, wantInput) => {
      const image = pad(scope, x);
      const filters = scope.run('Reshape', FLOAT_T, [weights, depthSizes]);
      const filterGradient = scope.run('DepthwiseConv2dNativeBackpropFilter', attributes, [
        image,
        depthSizes,
        dy,
      ]);
      const result = scope.run('Reshape', FLOAT_T, [filterGradient, kernelSizes]);
      scope.free(image, filterGradient);
      if (!wantInput) {
        scope.free(filters);
        return { kernel: result };
      }
      const whole = scope.run('DepthwiseConv2dNativeBackpropInput', attributes, [paddedSizes, filters, dy]);
      const inputGradient = unpad(scope, whole);
      scope.free(filters, whole);
      return { input: inputGradient, kernel: result };
    },
  };
}

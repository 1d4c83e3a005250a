import { FLOAT_T, windowAttributes } from '../attributes.js';
import type { Scope } from '../native.js';
import { dimensions } from '../program.js';
import type { Convolution, Geometry } from './convolution.js';
import { filledShape, filling } from './padding.js';

/** Whether TensorFlow's depthwise kernels cover a convolution; others go group by group. */
export function isDepthwise({ inChannels, stride, dilation }: Geometry, groups: number): boolean {
  return groups > 1 && groups === inChannels && stride[0] === stride[1] && Math.max(...dilation) === 1;
}

/** A depthwise convolution: every input channel has its own `outChannels / inChannels` filters. */
export function depthwiseConvolution(geometry: Geometry, constants: Scope): Convolution {
  const { batch, inChannels, outChannels, kernel, stride, padding } = geometry;
  const attributes = windowAttributes(stride, { top: 0, bottom: 0, left: 0, right: 0 });
  const image = { channels: inChannels, height: geometry.input[0], width: geometry.input[1] };
  const depthSizes = constants.integers([...kernel, inChannels, outChannels / inChannels]);
  const kernelSizes = constants.integers([...kernel, 1, outChannels]);
  const filledSizes = constants.integers(dimensions(batch, filledShape(image, padding)));
  const { fill, cut } = filling(batch, image, padding, constants);
  return {
    forward: (scope, x, weights) => {
      const filled = fill(scope, x);
      const filters = scope.run('Reshape', FLOAT_T, [weights, depthSizes]);
      const y = scope.run('DepthwiseConv2dNative', attributes, [filled, filters]);
      scope.free(filled, filters);
      return y;
    },
    inputGradient: (scope, weights, dy) => {
      const filters = scope.run('Reshape', FLOAT_T, [weights, depthSizes]);
      const whole = scope.run('DepthwiseConv2dNativeBackpropInput', attributes, [filledSizes, filters, dy]);
      const gradient = cut(scope, whole);
      scope.free(filters, whole);
      return gradient;
    },
    kernelGradient: (scope, x, dy) => {
      const filled = fill(scope, x);
      const inputs = [filled, depthSizes, dy];
      const gradient = scope.run('DepthwiseConv2dNativeBackpropFilter', attributes, inputs);
      const shaped = scope.run('Reshape', FLOAT_T, [gradient, kernelSizes]);
      scope.free(filled, gradient);
      return shaped;
    },
  };
}

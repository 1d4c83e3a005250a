import type { ConvLayer } from '../../../core/network/layer.js';

/** A convolution of single pixels without bias, but for what `changes` says. */
export function pointwise(
  name: string,
  input: string,
  outChannels = 2,
  changes: Partial<ConvLayer> = {},
): ConvLayer {
  return {
    name,
    kind: 'conv',
    inputs: [input],
    outChannels,
    kernel: [1, 1],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: 0, left: 0, bottom: 0, right: 0 },
    groups: 1,
    bias: false,
    ...changes,
  };
}

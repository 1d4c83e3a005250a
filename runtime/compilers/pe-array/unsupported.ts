import type { LayerKind } from '../../../core/network/layer.js';

type Supported =
  | 'input'
  | 'conv'
  | 'batchnorm'
  | 'relu'
  | 'activation'
  | 'maxpool'
  | 'globalaveragepool'
  | 'add'
  | 'concat'
  | 'resize'
  | 'argmax';

/** Why the accelerator cannot run layers of a kind, as the rest of a sentence about the layer. */
export const UNSUPPORTED: Readonly<Record<Exclude<LayerKind, Supported>, string>> = {
  convtranspose: 'is a transposed convolution, which the array cannot spread.',
  prelu: 'is a parametric ReLU; the array has plain ones.',
  averagepool: 'is an average pooling; the array takes means of whole images only.',
  sub: 'subtracts; the array adds only.',
  mul: 'multiplies two outputs; the array multiplies by weights only.',
  div: 'divides.',
  select: 'picks channels out.',
  pad: 'pads outside of a convolution.',
  crop: 'cuts out a part of an image.',
  constant: 'is a constant.',
  softmax: 'is a softmax; let the network deliver its scores.',
  opaque: 'holds operators that Espalier does not understand.',
};

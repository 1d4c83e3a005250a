import type { Network } from '../layer.js';
import { NetworkBuilder } from './builder.js';
import { addPyramid, RATES } from './pyramid.js';
import { addResnet, checkResnet, type ResnetSpec, scaling } from './resnet.js';

/** `outputStride` is 8 by default. */
export interface DeepLabV3Spec extends ResnetSpec {
  readonly architecture: 'deeplabv3';
}

/**
 * DeepLabV3 (Chen et al. 2017, Rethinking Atrous Convolution) as torchvision builds it: a ResNet, atrous spatial pyramid
 * pooling, and a 3x3 convolution before the classifier. Output: logits at the size of the input.
 */
export function deepLabV3(spec: DeepLabV3Spec, classes: number): Network {
  checkResnet(spec);
  const { backbone, outputStride = 8 } = spec;
  const scale = scaling(spec.width);
  const builder = new NetworkBuilder();
  const input = builder.input('input', { channels: 3, ...spec.input });
  const { high } = addResnet(builder, input, { backbone, outputStride, firstDilation: 'previous', scale });
  const options = { channels: scale(256), rates: RATES[outputStride], separable: false };
  const pyramid = addPyramid(builder, high, options);
  const refined = builder.convBlock('head', pyramid, scale(256), { kernel: 3 });
  const scores = builder.conv('classifier', refined, classes, { kernel: 1, bias: true });
  return builder.build(builder.resizeLike('logits', scores, input));
}

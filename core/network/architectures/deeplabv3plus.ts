import type { Network } from '../layer.js';
import { NetworkBuilder } from './builder.js';
import { addPyramid, RATES } from './pyramid.js';
import { addResnet, checkResnet, type ResnetSpec, scaling } from './resnet.js';

/** `outputStride` is 16 by default. */
export interface DeepLabV3PlusSpec extends ResnetSpec {
  readonly architecture: 'deeplabv3plus';
  /** Whether the 3x3 convolutions of pyramid and decoder are depthwise separable. Default false. */
  readonly separable?: boolean;
}

interface DecoderOptions {
  readonly reduced: number;
  readonly channels: number;
  readonly separable: boolean;
}

/**
 * DeepLabV3+ (Chen et al. 2018, Encoder-Decoder with Atrous Separable Convolution), with plain or separable
 * convolutions: a ResNet, atrous spatial pyramid pooling, and a decoder that joins it with layer1's features. Output:
 * logits at the size of the input.
 */
export function deepLabV3Plus(spec: DeepLabV3PlusSpec, classes: number): Network {
  checkResnet(spec);
  const { backbone, outputStride = 16, separable = false } = spec;
  const scale = scaling(spec.width);
  const builder = new NetworkBuilder();
  const input = builder.input('input', { channels: 3, ...spec.input });
  const resnet = { backbone, outputStride, firstDilation: 'own', scale } as const;
  const { low, high } = addResnet(builder, input, resnet);
  const pyramidOptions = { channels: scale(256), rates: RATES[outputStride], separable };
  const pyramid = addPyramid(builder, high, pyramidOptions);
  const decoderOptions = { reduced: scale(48), channels: scale(256), separable };
  const decoded = addDecoder(builder, pyramid, low, decoderOptions);
  const scores = builder.conv('classifier', decoded, classes, { kernel: 1, bias: true });
  return builder.build(builder.resizeLike('logits', scores, input));
}

function addDecoder(builder: NetworkBuilder, pyramid: string, low: string, options: DecoderOptions): string {
  const { reduced, channels, separable } = options;
  const refine = (name: string, input: string): string =>
    separable
      ? builder.separableBlock(name, input, channels, { kernel: 3 })
      : builder.convBlock(name, input, channels, { kernel: 3 });
  const enlarged = builder.resizeLike('decoder.resize', pyramid, low);
  const detail = builder.convBlock('decoder.reduce', low, reduced, { kernel: 1 });
  const joined = builder.concat('decoder.concat', [enlarged, detail]);
  return refine('decoder.refine2', refine('decoder.refine1', joined));
}

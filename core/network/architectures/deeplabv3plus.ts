import type { Network } from '../layer.js';
import { NetworkBuilder } from './builder.js';
import { addResnet, type OutputStride, type ResnetBackbone } from './resnet.js';

export interface DeepLabV3PlusOptions {
  readonly backbone: ResnetBackbone;
  readonly outputStride: OutputStride;
  readonly classes: number;
  readonly input: { readonly height: number; readonly width: number };
  /** Channels at the network's width, from channels as published. */
  readonly scale: (channels: number) => number;
}

/** Atrous rates of the pyramid (Chen et al. 2017, Rethinking Atrous Convolution, section 3.3). */
const RATES = { 8: [12, 24, 36], 16: [6, 12, 18] } as const;

/**
 * DeepLabV3+ (Chen et al. 2018, Encoder-Decoder with Atrous Separable Convolution) with plain convolutions: a ResNet,
 * atrous spatial pyramid pooling, and a decoder that joins it with layer1's features. Output: logits at the size of the
 * input.
 */
export function deepLabV3Plus(options: DeepLabV3PlusOptions): Network {
  const { backbone, outputStride, classes, scale } = options;
  const builder = new NetworkBuilder();
  const input = builder.input('input', { channels: 3, ...options.input });
  const { low, high } = addResnet(builder, input, { backbone, outputStride, scale });
  const pyramid = addPyramid(builder, high, scale(256), RATES[outputStride]);
  const decoded = addDecoder(builder, pyramid, low, { reduced: scale(48), channels: scale(256) });
  const scores = builder.conv('classifier', decoded, classes, { kernel: 1, bias: true });
  return builder.build(builder.resizeLike('logits', scores, input));
}

function addPyramid(
  builder: NetworkBuilder,
  features: string,
  channels: number,
  rates: readonly number[],
): string {
  const branches = [
    builder.convBlock('aspp.branch0', features, channels, { kernel: 1 }),
    ...rates.map((dilation, index) =>
      builder.convBlock(`aspp.branch${index + 1}`, features, channels, { kernel: 3, dilation }),
    ),
    addImagePooling(builder, features, channels),
  ];
  return builder.convBlock('aspp.project', builder.concat('aspp.concat', branches), channels, { kernel: 1 });
}

function addImagePooling(builder: NetworkBuilder, features: string, channels: number): string {
  const pooled = builder.globalAveragePool('aspp.image.pool', features);
  const image = builder.convBlock('aspp.image', pooled, channels, { kernel: 1 });
  return builder.resizeLike('aspp.image.resize', image, features);
}

function addDecoder(
  builder: NetworkBuilder,
  pyramid: string,
  low: string,
  { reduced, channels }: { reduced: number; channels: number },
): string {
  const enlarged = builder.resizeLike('decoder.resize', pyramid, low);
  const detail = builder.convBlock('decoder.reduce', low, reduced, { kernel: 1 });
  const joined = builder.concat('decoder.concat', [enlarged, detail]);
  const first = builder.convBlock('decoder.refine1', joined, channels, { kernel: 3 });
  return builder.convBlock('decoder.refine2', first, channels, { kernel: 3 });
}

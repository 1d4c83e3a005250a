import { checkInput, checkOneOf, checkPositive, type InputSize } from './values.js';
import type { NetworkBuilder } from './builder.js';

export type ResnetBackbone = 'resnet18' | 'resnet50';
export type OutputStride = 8 | 16;

/** What architectures on a ResNet have in common, as a pipeline gives it. */
export interface ResnetSpec {
  readonly backbone: ResnetBackbone;
  /** Multiplies every channel count but the input's and the classes', rounded, at least 1. Default 1. */
  readonly width?: number;
  /** How much smaller the deepest features are than the input. */
  readonly outputStride?: OutputStride;
  readonly input: InputSize;
}

export interface ResnetOptions {
  readonly backbone: ResnetBackbone;
  readonly outputStride: OutputStride;
  /**
   * Dilation of the first block of a stage that gives up its stride: the stage's own, as in all of its blocks, or that
   * of the stage before, as torchvision has it.
   */
  readonly firstDilation: 'own' | 'previous';
  /** Channels at the network's width, from channels as published. */
  readonly scale: (channels: number) => number;
}

export interface ResnetFeatures {
  /** Output of layer1, at stride 4. */
  readonly low: string;
  /** Output of layer4, at the output stride. */
  readonly high: string;
}

interface Block {
  readonly name: string;
  readonly input: string;
  readonly inChannels: number;
  readonly planes: number;
  readonly stride: number;
  readonly dilation: number;
}

/** Blocks a stage (He et al. 2015, Deep Residual Learning for Image Recognition, table 1). */
const DEPTHS = { resnet18: [2, 2, 2, 2], resnet50: [3, 4, 6, 3] } as const;
const PLANES = [64, 128, 256, 512] as const;

/** Stride and dilation of each stage. Where a stage's stride is given up, its 3x3 convolutions are dilated instead. */
const STAGES = {
  8: { strides: [1, 2, 1, 1], dilations: [1, 1, 2, 4] },
  16: { strides: [1, 2, 2, 1], dilations: [1, 1, 1, 2] },
} as const;

/** Throws a NetworkError `ARCHITECTURE_BAD_VALUE` where a value is out of range. */
export function checkResnet({ backbone, width, outputStride, input }: ResnetSpec): void {
  checkOneOf('backbone', backbone, Object.keys(DEPTHS));
  if (width !== undefined) checkPositive('width', width);
  if (outputStride !== undefined) checkOneOf('outputStride', String(outputStride), Object.keys(STAGES));
  checkInput(input);
}

/** Channels at a network's width, from channels as published. */
export function scaling(width = 1): ResnetOptions['scale'] {
  return (channels) => Math.max(1, Math.round(channels * width));
}

/**
 * A ResNet without its pooling and classifier (He et al. 2015), with the stride of bottlenecks on the 3x3 convolution
 * and the parameter names of torchvision, prefixed with `backbone.`.
 */
export function addResnet(builder: NetworkBuilder, input: string, options: ResnetOptions): ResnetFeatures {
  const { backbone, outputStride, firstDilation, scale } = options;
  const { strides, dilations } = STAGES[outputStride];
  const stem = builder.conv('backbone.conv1', input, scale(64), { kernel: 7, stride: 2 });
  const active = builder.relu('backbone.relu', builder.batchNorm('backbone.bn1', stem));
  let features = builder.maxPool('backbone.maxpool', active, 3, 2);
  let channels = 64;
  const stages: string[] = [];
  const addBlock = backbone === 'resnet18' ? addBasicBlock : addBottleneck;
  const expansion = backbone === 'resnet18' ? 1 : 4;
  PLANES.forEach((planes, stage) => {
    for (let index = 0; index < DEPTHS[backbone][stage]; index++) {
      const first = index === 0;
      const stride = first ? strides[stage] : 1;
      const dilation = dilations[first && firstDilation === 'previous' ? Math.max(0, stage - 1) : stage];
      const name = `backbone.layer${stage + 1}.${index}`;
      const block = { name, input: features, inChannels: channels, planes, stride, dilation };
      features = addBlock(builder, block, scale);
      channels = planes * expansion;
    }
    stages.push(features);
  });
  return { low: stages[0], high: features };
}

function addBasicBlock(builder: NetworkBuilder, block: Block, scale: ResnetOptions['scale']): string {
  const { name, input, planes, stride, dilation } = block;
  const shortcut = addShortcut(builder, block, planes, scale);
  const first = builder.conv(`${name}.conv1`, input, scale(planes), { kernel: 3, stride, dilation });
  const active = builder.relu(`${name}.relu1`, builder.batchNorm(`${name}.bn1`, first));
  const second = builder.conv(`${name}.conv2`, active, scale(planes), { kernel: 3, dilation });
  const sum = builder.add(`${name}.add`, builder.batchNorm(`${name}.bn2`, second), shortcut);
  return builder.relu(`${name}.relu2`, sum);
}

function addBottleneck(builder: NetworkBuilder, block: Block, scale: ResnetOptions['scale']): string {
  const { name, input, planes, stride, dilation } = block;
  const shortcut = addShortcut(builder, block, planes * 4, scale);
  const first = builder.conv(`${name}.conv1`, input, scale(planes), { kernel: 1 });
  const reduced = builder.relu(`${name}.relu1`, builder.batchNorm(`${name}.bn1`, first));
  const second = builder.conv(`${name}.conv2`, reduced, scale(planes), { kernel: 3, stride, dilation });
  const filtered = builder.relu(`${name}.relu2`, builder.batchNorm(`${name}.bn2`, second));
  const third = builder.conv(`${name}.conv3`, filtered, scale(planes * 4), { kernel: 1 });
  const sum = builder.add(`${name}.add`, builder.batchNorm(`${name}.bn3`, third), shortcut);
  return builder.relu(`${name}.relu3`, sum);
}

/** Comes before the block's own convolutions, since an accelerator that fuses the addition needs it first. */
function addShortcut(
  builder: NetworkBuilder,
  block: Block,
  outChannels: number,
  scale: ResnetOptions['scale'],
): string {
  if (block.stride === 1 && block.inChannels === outChannels) return block.input;
  const name = `${block.name}.downsample`;
  const conv = builder.conv(`${name}.0`, block.input, scale(outChannels), {
    kernel: 1,
    stride: block.stride,
  });
  return builder.batchNorm(`${name}.1`, conv);
}

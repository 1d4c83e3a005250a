import { NetworkBuilder } from '../core/network/architectures/builder.js';
import type { Network } from '../core/network/layer.js';

/** Channels and blocks of ResNet-152's stages (He et al. 2015, table 1), and their strides and dilations in an FCN. */
const STAGES = [
  { planes: 64, blocks: 3, stride: 1, dilation: 1 },
  { planes: 128, blocks: 8, stride: 2, dilation: 1 },
  { planes: 256, blocks: 36, stride: 1, dilation: 2 },
  { planes: 512, blocks: 3, stride: 1, dilation: 4 },
] as const;
const EXPANSION = 4;

/**
 * FCN on a ResNet-152, as `test/peers/networks.py` builds it from torchvision's: 157 convolutions and 156 batch norms,
 * 313 layers without the activations and additions.
 */
export function fcnResnet152(size: number, classes: number): Network {
  const builder = new NetworkBuilder();
  const image = builder.input('image', { channels: 3, height: size, width: size });
  const stem = builder.convBlock('stem', image, 64, { kernel: 7, stride: 2 });
  let features = builder.maxPool('maxpool', stem, 3, 2);
  for (const [index, { planes, blocks, stride, dilation }] of STAGES.entries()) {
    for (let block = 0; block < blocks; block++) {
      const name = `layer${index + 1}.${block}`;
      const first = block === 0;
      features = addBottleneck(builder, name, features, {
        planes,
        stride: first ? stride : 1,
        dilation,
        first,
      });
    }
  }
  const head = builder.convBlock('head', features, 512, { kernel: 3 });
  const scores = builder.conv('classifier', head, classes, { kernel: 1, bias: true });
  return builder.build(builder.resizeLike('logits', scores, image));
}

function addBottleneck(
  builder: NetworkBuilder,
  name: string,
  input: string,
  block: { planes: number; stride: number; dilation: number; first: boolean },
): string {
  const { planes, stride, dilation, first } = block;
  const channels = planes * EXPANSION;
  const reduced = builder.convBlock(`${name}.1`, input, planes, { kernel: 1 });
  const filtered = builder.convBlock(`${name}.2`, reduced, planes, { kernel: 3, stride, dilation });
  const enlarged = builder.batchNorm(
    `${name}.3.bn`,
    builder.conv(`${name}.3.conv`, filtered, channels, { kernel: 1 }),
  );
  const shortcut = first
    ? builder.batchNorm(
        `${name}.down.bn`,
        builder.conv(`${name}.down.conv`, input, channels, { kernel: 1, stride }),
      )
    : input;
  return builder.relu(`${name}.relu`, builder.add(`${name}.add`, enlarged, shortcut));
}

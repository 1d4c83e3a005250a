import type { Network } from '../layer.js';
import { NetworkBuilder } from './builder.js';
import { checkCount, checkInput, checkOneOf, type InputSize } from './values.js';

export interface UNetSpec {
  readonly architecture: 'unet';
  /** How many times the encoder halves height and width. Default 4. */
  readonly depth?: number;
  /** Channels at the size of the input; each halving doubles them. Default 64. */
  readonly base?: number;
  /** How the decoder enlarges its features: see `unet`. Default `transposed`. */
  readonly upsampling?: 'transposed' | 'bilinear';
  readonly input: InputSize;
}

/**
 * U-Net (Ronneberger et al. 2015) in its common form: 3x3 convolutions in pairs, padded so that sizes stay, with batch
 * norm; 2x2 max pooling; skip connections by concat. The decoder halves channels and doubles sizes, with a transposed
 * 2x2 convolution of stride 2 (`transposed`) or with a 1x1 convolution and a resize (`bilinear`). Where a size was odd,
 * what comes up is resized to the skip's. Output: logits at the size of the input.
 *
 * Throws a NetworkError `ARCHITECTURE_BAD_VALUE` where a value is out of range, and `NETWORK_TOO_SMALL` for an input
 * that cannot be halved `depth` times.
 */
export function unet(spec: UNetSpec, classes: number): Network {
  const { depth = 4, base = 64, upsampling = 'transposed', input } = spec;
  checkCount('depth', depth);
  checkCount('base', base);
  checkOneOf('upsampling', upsampling, ['transposed', 'bilinear']);
  checkInput(input);
  const builder = new NetworkBuilder();
  const skips: string[] = [];
  let features = builder.input('input', { channels: 3, ...input });
  for (let level = 0; level < depth; level++) {
    const skip = addPair(builder, `encoder${level}`, features, base * 2 ** level);
    skips.push(skip);
    features = builder.maxPool(`encoder${level}.pool`, skip, 2, 2);
  }
  features = addPair(builder, 'bottleneck', features, base * 2 ** depth);
  for (let level = depth - 1; level >= 0; level--) {
    const name = `decoder${level}`;
    const channels = base * 2 ** level;
    const enlarged = addUpsampling(builder, name, { features, skip: skips[level], channels, upsampling });
    const joined = builder.concat(`${name}.concat`, [skips[level], enlarged]);
    features = addPair(builder, name, joined, channels);
  }
  return builder.build(builder.conv('classifier', features, classes, { kernel: 1, bias: true }));
}

interface Upsampling {
  readonly features: string;
  readonly skip: string;
  readonly channels: number;
  readonly upsampling: 'transposed' | 'bilinear';
}

function addUpsampling(
  builder: NetworkBuilder,
  name: string,
  { features, skip, channels, upsampling }: Upsampling,
): string {
  const enlarged =
    upsampling === 'transposed'
      ? builder.convTranspose(`${name}.up`, features, channels, 2)
      : builder.convBlock(`${name}.up`, features, channels, { kernel: 1 });
  return builder.sameSize(enlarged, skip) ? enlarged : builder.resizeLike(`${name}.resize`, enlarged, skip);
}

function addPair(builder: NetworkBuilder, name: string, input: string, channels: number): string {
  const first = builder.convBlock(`${name}.0`, input, channels, { kernel: 3 });
  return builder.convBlock(`${name}.1`, first, channels, { kernel: 3 });
}

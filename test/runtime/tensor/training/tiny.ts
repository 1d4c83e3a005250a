import type { ConvLayer, Network } from '../../../../core/network/layer.js';
import { initialWeights } from '../../../../core/network/parameters.js';
import type { Weights } from '../../../../core/network/weights.js';
import { Random } from '../../../../core/random.js';
import type { Dataset, Sample, Split } from '../../../../runtime/datasets/dataset.js';

const around = (pixels: number) => ({ top: pixels, left: pixels, bottom: pixels, right: pixels });

export function conv(
  name: string,
  input: string,
  outChannels: number,
  changes: Partial<ConvLayer> = {},
): ConvLayer {
  return {
    kind: 'conv',
    name,
    inputs: [input],
    outChannels,
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: around(1),
    groups: 1,
    bias: false,
    ...changes,
  };
}

/** A network with a residual add, a dilated branch, a concat and a resize, on images of 8x8. */
export const TINY: Network = {
  layers: [
    { kind: 'input', name: 'image', inputs: [], channels: 3, height: 8, width: 8 },
    conv('stem', 'image', 6, { stride: [2, 2] }),
    { kind: 'batchnorm', name: 'stem.bn', inputs: ['stem'], epsilon: 1e-5 },
    { kind: 'relu', name: 'stem.relu', inputs: ['stem.bn'] },
    conv('block', 'stem.relu', 6),
    { kind: 'batchnorm', name: 'block.bn', inputs: ['block'], epsilon: 1e-5 },
    { kind: 'add', name: 'sum', inputs: ['block.bn', 'stem.relu'] },
    { kind: 'relu', name: 'sum.relu', inputs: ['sum'] },
    conv('wide', 'sum.relu', 4, { dilation: [2, 2], padding: around(2) }),
    { kind: 'concat', name: 'both', inputs: ['wide', 'sum.relu'] },
    conv('classifier', 'both', 3, { kernel: [1, 1], padding: around(0), bias: true }),
    {
      kind: 'resize',
      name: 'scores',
      inputs: ['classifier'],
      height: 8,
      width: 8,
      coordinates: 'half_pixel',
      interpolation: { mode: 'linear' },
    },
  ],
  output: 'scores',
};

export function tinyWeights(): Weights {
  return initialWeights(TINY, Random.fromSeed(5));
}

/** Images of noise whose left and right halves differ in colour, labelled 1 and 2, with a border of 0. */
export function tinyDataset(length: number): Dataset {
  const split: Split = {
    length,
    read: (index, epoch = 0) => Promise.resolve(sample(1000 * epoch + index)),
  };
  return { classes: ['border', 'left', 'right'], train: split, validation: split };
}

function sample(seed: number): Sample {
  const random = Random.fromSeed(seed);
  const image = new Uint8Array(8 * 8 * 3);
  const labels = new Uint8Array(8 * 8);
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 8; column++) {
      const at = row * 8 + column;
      const border = row === 0 || row === 7;
      labels[at] = border ? 0 : column < 4 ? 1 : 2;
      for (let channel = 0; channel < 3; channel++) {
        image[at * 3 + channel] = 80 * (labels[at] === channel ? 1 : 0) + random.below(100);
      }
    }
  }
  return { width: 8, height: 8, image, labels };
}

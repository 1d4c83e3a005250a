import type { ConvLayer, MaxPoolLayer, ResizeLayer, Shape } from '../../../../core/network/layer.js';
import type { TrainableLayer } from '../../../../runtime/tensor/training/logits.js';
import { expectGradients } from './gradient-check.js';

const NO_PADDING = { top: 0, left: 0, bottom: 0, right: 0 };
const around = (pixels: number) => ({ top: pixels, left: pixels, bottom: pixels, right: pixels });
const uneven = { top: 1, left: 0, bottom: 2, right: 1 };

const base = { name: 'layer', inputs: ['x'] } as const;
const conv = (changes: Partial<ConvLayer>): ConvLayer => ({
  ...base,
  kind: 'conv',
  outChannels: 4,
  kernel: [3, 3],
  stride: [1, 1],
  dilation: [1, 1],
  padding: NO_PADDING,
  groups: 1,
  bias: false,
  ...changes,
});
const maxpool = (changes: Partial<MaxPoolLayer>): MaxPoolLayer => ({
  ...base,
  kind: 'maxpool',
  kernel: [3, 3],
  stride: [2, 2],
  padding: around(1),
  ...changes,
});
const resize = (height: number, width: number, coordinates: ResizeLayer['coordinates']): ResizeLayer => ({
  ...base,
  kind: 'resize',
  height,
  width,
  coordinates,
  interpolation: { mode: 'linear' },
});
const image = (channels: number, height: number, width: number): Shape => ({ channels, height, width });

const CASES: readonly [name: string, layer: TrainableLayer, ...inputs: Shape[]][] = [
  ['conv 3x3', conv({ padding: around(1) }), image(3, 6, 5)],
  ['conv with bias', conv({ padding: around(1), bias: true }), image(3, 4, 5)],
  ['conv with uneven padding', conv({ padding: uneven }), image(3, 6, 5)],
  ['conv of stride 2', conv({ padding: around(1), stride: [2, 2] }), image(3, 7, 6)],
  [
    'conv of uneven stride and kernel',
    conv({ kernel: [2, 3], padding: uneven, stride: [1, 2] }),
    image(2, 6, 6),
  ],
  ['conv 7x7 of stride 2', conv({ kernel: [7, 7], padding: around(3), stride: [2, 2] }), image(2, 8, 8)],
  ['conv 1x1', conv({ kernel: [1, 1], bias: true }), image(3, 4, 5)],
  ['conv 1x1 of stride 2', conv({ kernel: [1, 1], stride: [2, 2] }), image(3, 6, 5)],
  ['dilated conv', conv({ dilation: [2, 2], padding: around(2) }), image(3, 7, 6)],
  [
    'dilated conv, each axis its own',
    conv({ dilation: [3, 2], padding: uneven, bias: true }),
    image(2, 8, 6),
  ],
  [
    'dilated conv with a 2x4 kernel',
    conv({ kernel: [2, 4], dilation: [2, 2], padding: uneven }),
    image(2, 5, 9),
  ],
  [
    'dilated conv of stride 2',
    conv({ dilation: [2, 2], stride: [2, 2], padding: around(2) }),
    image(2, 7, 8),
  ],
  ['conv with more padding than kernel', conv({ padding: around(4) }), image(2, 3, 3)],
  [
    'dilated conv with more padding than reach',
    conv({ dilation: [2, 2], padding: around(5) }),
    image(2, 4, 4),
  ],
  ['conv dilated beyond the image', conv({ dilation: [6, 6], padding: around(6) }), image(3, 4, 4)],
  ['conv dilated beyond one axis', conv({ dilation: [4, 4], padding: around(4) }), image(2, 3, 9)],
  ['grouped conv', conv({ groups: 2, padding: around(1), bias: true }), image(4, 5, 4)],
  ['grouped dilated conv', conv({ groups: 2, dilation: [2, 2], padding: around(2) }), image(4, 5, 6)],
  ['depthwise conv', conv({ groups: 4, padding: around(1) }), image(4, 5, 5)],
  [
    'depthwise conv with two filters a channel',
    conv({ groups: 2, padding: uneven, bias: true }),
    image(2, 5, 6),
  ],
  ['depthwise conv of stride 2', conv({ groups: 4, padding: around(1), stride: [2, 2] }), image(4, 6, 5)],
  ['depthwise dilated conv', conv({ groups: 4, dilation: [2, 2], padding: around(2) }), image(4, 5, 6)],
  ['batch norm', { ...base, kind: 'batchnorm', epsilon: 1e-5 }, image(3, 4, 3)],
  ['batch norm of single pixels', { ...base, kind: 'batchnorm', epsilon: 1e-2 }, image(3, 1, 1)],
  ['relu', { ...base, kind: 'relu' }, image(3, 4, 5)],
  ['max pool with padding, of negative values too', maxpool({}), image(3, 6, 7)],
  ['max pool without padding', maxpool({ kernel: [2, 3], padding: NO_PADDING }), image(2, 6, 7)],
  ['global average pool', { ...base, kind: 'globalaveragepool' }, image(3, 4, 5)],
  ['add', { ...base, kind: 'add', inputs: ['x', 'y'] }, image(3, 2, 4), image(3, 2, 4)],
  [
    'concat',
    { ...base, kind: 'concat', inputs: ['x', 'y', 'z'] },
    image(2, 2, 3),
    image(1, 2, 3),
    image(4, 2, 3),
  ],
  ['resize up, half-pixel', resize(8, 12, 'half_pixel'), image(2, 2, 3)],
  ['resize up by odd factors, half-pixel', resize(7, 8, 'half_pixel'), image(2, 4, 3)],
  ['resize down, half-pixel', resize(3, 4, 'half_pixel'), image(2, 7, 8)],
  ['resize up, aligned corners', resize(7, 9, 'align_corners'), image(2, 3, 4)],
  ['resize from one pixel, aligned corners', resize(4, 4, 'align_corners'), image(3, 1, 1)],
  ['resize from one pixel, half-pixel', resize(4, 4, 'half_pixel'), image(3, 1, 1)],
];

describe('layer gradients', () => {
  for (const [name, layer, ...inputs] of CASES) {
    it(`${name}: as the definition says, and its numeric derivative`, () => {
      expectGradients(layer, inputs);
    });
  }
});

import { expect } from 'chai';
import type { ConvLayer, Layer, Network } from '../../../core/network/layer.js';
import { inferShapes } from '../../../core/network/shapes.js';
import { errorOf } from './expect-error.js';

const image: Layer = { name: 'image', kind: 'input', inputs: [], channels: 3, height: 9, width: 12 };

function conv(name: string, input: string, changes: Partial<ConvLayer> = {}): Layer {
  return {
    name,
    kind: 'conv',
    inputs: [input],
    outChannels: 4,
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: { top: 1, left: 1, bottom: 1, right: 1 },
    groups: 1,
    bias: false,
    ...changes,
  };
}

function network(...layers: readonly Layer[]): Network {
  return { layers: [image, ...layers], output: layers.at(-1)?.name ?? image.name };
}

function shapeOfLast(...layers: readonly Layer[]): readonly number[] {
  const { channels, height, width } = [...inferShapes(network(...layers)).values()][layers.length];
  return [channels, height, width];
}

describe('shape inference', () => {
  it('follows stride, dilation, kernel and one-sided padding of a convolution', () => {
    expect(shapeOfLast(conv('a', 'image'))).to.deep.equal([4, 9, 12]);
    expect(shapeOfLast(conv('a', 'image', { stride: [2, 3] }))).to.deep.equal([4, 5, 4]);
    expect(shapeOfLast(conv('a', 'image', { dilation: [2, 4] }))).to.deep.equal([4, 7, 6]);
    const padding = { top: 0, left: 0, bottom: 1, right: 2 };
    expect(shapeOfLast(conv('a', 'image', { kernel: [2, 5], padding }))).to.deep.equal([4, 9, 10]);
  });

  it('follows pooling, resizing, joining and element-wise layers', () => {
    const padding = { top: 1, left: 1, bottom: 1, right: 1 };
    const kernel = [3, 3] as const;
    const pool: Layer = { name: 'p', kind: 'maxpool', inputs: ['image'], kernel, stride: [2, 2], padding };
    expect(shapeOfLast(pool)).to.deep.equal([3, 5, 6]);
    const mean: Layer = { name: 'm', kind: 'globalaveragepool', inputs: ['image'] };
    expect(shapeOfLast(mean)).to.deep.equal([3, 1, 1]);
    const size: Layer = {
      name: 'r',
      kind: 'resize',
      inputs: ['m'],
      height: 9,
      width: 12,
      coordinates: 'half_pixel',
      interpolation: { mode: 'linear' },
    };
    expect(shapeOfLast(mean, size)).to.deep.equal([3, 9, 12]);
    const join: Layer = { name: 'c', kind: 'concat', inputs: ['r', 'a', 'image'] };
    expect(shapeOfLast(mean, size, conv('a', 'image'), join)).to.deep.equal([10, 9, 12]);
    const sum: Layer = { name: 's', kind: 'add', inputs: ['image', 'image'] };
    const norm: Layer = { name: 'n', kind: 'batchnorm', inputs: ['s'], epsilon: 1e-5 };
    const active: Layer = { name: 'x', kind: 'relu', inputs: ['n'] };
    expect(shapeOfLast(sum, norm, active)).to.deep.equal([3, 9, 12]);
  });

  const add: Layer = { name: 'sum', kind: 'add', inputs: ['image', 'a'] };
  const small: Layer = { name: 'mean', kind: 'globalaveragepool', inputs: ['image'] };
  const cases: readonly [title: string, network: Network, code: string, part: string][] = [
    [
      'two layers of one name',
      network(conv('a', 'image'), conv('a', 'image')),
      'NETWORK_DUPLICATE_NAME',
      "'a'",
    ],
    ['an input that is no layer', network(conv('a', 'nose')), 'NETWORK_UNKNOWN_INPUT', "'nose'"],
    ['an input that comes later', network(conv('a', 'b'), conv('b', 'image')), 'NETWORK_LATE_INPUT', "'b'"],
    ['a layer that reads itself', network(conv('a', 'a')), 'NETWORK_LATE_INPUT', "'a'"],
    ['an output that is no layer', { layers: [image], output: 'nose' }, 'NETWORK_UNKNOWN_OUTPUT', "'nose'"],
    ['no input first', { layers: [conv('a', 'a')], output: 'a' }, 'NETWORK_INPUT_LAYER', "'a'"],
    ['two input layers', network({ ...image, name: 'more' }), 'NETWORK_INPUT_LAYER', "'more'"],
    ['no layers', { layers: [], output: 'a' }, 'NETWORK_UNKNOWN_OUTPUT', "'a'"],
    ['an add of one', network({ ...add, inputs: ['image'] }), 'NETWORK_INPUT_COUNT', '1'],
    ['an add of unequal shapes', network(conv('a', 'image'), add), 'NETWORK_SHAPE_MISMATCH', '4x9x12'],
    [
      'a concat of unequal sizes',
      network(small, { name: 'join', kind: 'concat', inputs: ['image', 'mean'] }),
      'NETWORK_CONCAT_MISMATCH',
      '3x1x1',
    ],
    [
      'groups that do not divide',
      network(conv('a', 'image', { groups: 2 })),
      'NETWORK_BAD_GROUPS',
      '2 groups',
    ],
    ['half a channel', network(conv('a', 'image', { outChannels: 2.5 })), 'NETWORK_BAD_NUMBER', '2.5'],
    [
      'a stride of zero',
      network(conv('a', 'image', { stride: [0, 1] })),
      'NETWORK_BAD_NUMBER',
      'strideHeight',
    ],
    [
      'a kernel larger than its input',
      network(conv('a', 'image', { kernel: [12, 1] })),
      'NETWORK_TOO_SMALL',
      '12x1',
    ],
  ];
  for (const [title, bad, code, part] of cases) {
    it(`refuses ${title}`, () => {
      const error = errorOf(() => inferShapes(bad));
      expect(error.code).to.equal(code);
      expect(error.message).to.include(part);
    });
  }
});

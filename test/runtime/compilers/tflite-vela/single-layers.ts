import type { ActivationFunction, Layer, Network, Padding } from '../../../../core/network/layer.js';

const NONE: Padding = { top: 0, left: 0, bottom: 0, right: 0 };
const ONE: Padding = { top: 1, left: 1, bottom: 1, right: 1 };

type Without<L extends Layer> = L extends Layer ? Omit<L, 'name' | 'inputs'> : never;
type Conv = Extract<Layer, { kind: 'conv' }>;
type Transposed = Extract<Layer, { kind: 'convtranspose' }>;

/** Networks of one layer, or of as few as it takes, by what is in them. Inputs are [6, 9, 8] unless a layer needs others. */
export const SINGLE_LAYERS: Readonly<Record<string, Network>> = {
  'conv 1x1': one(conv({ kernel: [1, 1], padding: NONE })),
  'conv 3x3': one(conv({})),
  'conv 3x3 without padding': one(conv({ padding: NONE })),
  'conv 3x3, stride 2, padding 1': one(conv({ stride: [2, 2] })),
  'conv 3x3, dilation 2': one(conv({ dilation: [2, 2], padding: { top: 2, left: 2, bottom: 2, right: 2 } })),
  'conv 3x3, dilation 6': one(conv({ dilation: [6, 6], padding: { top: 6, left: 6, bottom: 6, right: 6 } })),
  'conv 2x5 with padding on one side': one(
    conv({ kernel: [2, 5], padding: { top: 1, left: 0, bottom: 0, right: 2 }, stride: [1, 2] }),
  ),
  'conv 7x7, stride 2': one(
    conv({ kernel: [7, 7], stride: [2, 2], padding: { top: 3, left: 3, bottom: 3, right: 3 } }),
  ),
  'conv without bias': one(conv({ bias: false })),
  'conv in groups': one(conv({ groups: 2, outChannels: 4 })),
  depthwise: one(conv({ groups: 6, outChannels: 6 })),
  'depthwise, stride 2': one(conv({ groups: 6, outChannels: 6, stride: [2, 2] })),
  'depthwise, dilation 2': one(
    conv({ groups: 6, outChannels: 6, dilation: [2, 2], padding: { top: 2, left: 2, bottom: 2, right: 2 } }),
  ),
  'depthwise with a multiplier': one(conv({ groups: 6, outChannels: 12 })),
  'conv and relu': chain(conv({}), { kind: 'relu' }),
  'conv and relu6': chain(conv({}), activation({ name: 'clip', min: 0, max: 6 })),
  'conv and a clip': chain(conv({}), activation({ name: 'clip', min: -0.5, max: 2 })),
  'transposed 2x2, stride 2': one(transposed({ kernel: [2, 2], stride: [2, 2], padding: NONE })),
  'transposed 3x3, stride 2, cut and grown': one(transposed({ stride: [2, 2], outputPadding: [1, 1] })),
  'transposed 4x4, stride 2, cut': one(transposed({ kernel: [4, 4], stride: [2, 2] })),
  'transposed 3x3': one(transposed({})),
  'batch norm': one({ kind: 'batchnorm', epsilon: 1e-5 }),
  relu: one({ kind: 'relu' }),
  prelu: one({ kind: 'prelu' }),
  'leaky relu': one(activation({ name: 'leakyrelu', slope: 0.1 })),
  'clip to -1 … 1': one(activation({ name: 'clip', min: -1, max: 1 })),
  'clip from above': one(activation({ name: 'clip', min: null, max: 1.5 })),
  sigmoid: one(activation({ name: 'sigmoid' })),
  'hard sigmoid': one(activation({ name: 'hardsigmoid', slope: 0.2, offset: 0.5 })),
  'hard swish': one(activation({ name: 'hardswish' })),
  tanh: one(activation({ name: 'tanh' })),
  elu: one(activation({ name: 'elu', alpha: 1 })),
  exp: one(activation({ name: 'exp' })),
  abs: one(activation({ name: 'abs' })),
  neg: one(activation({ name: 'neg' })),
  'max pooling 2x2': one({ kind: 'maxpool', kernel: [2, 2], stride: [2, 2], padding: NONE }),
  'max pooling 3x3, stride 2, padding 1': one({
    kind: 'maxpool',
    kernel: [3, 3],
    stride: [2, 2],
    padding: ONE,
  }),
  'max pooling 3x3': one({ kind: 'maxpool', kernel: [3, 3], stride: [1, 1], padding: ONE }),
  'average pooling': one({
    kind: 'averagepool',
    kernel: [2, 2],
    stride: [2, 2],
    padding: NONE,
    countPadding: false,
  }),
  'average pooling that counts padding': one({
    kind: 'averagepool',
    kernel: [3, 3],
    stride: [2, 2],
    padding: ONE,
    countPadding: true,
  }),
  'average pooling that does not count padding': one({
    kind: 'averagepool',
    kernel: [3, 3],
    stride: [1, 1],
    padding: ONE,
    countPadding: false,
  }),
  'global average pooling': one({ kind: 'globalaveragepool' }),
  add: joined('add'),
  sub: joined('sub'),
  mul: joined('mul'),
  'add and relu': chainOf(joined('add'), { kind: 'relu' }),
  concat: joined('concat'),
  'concat of what others read': {
    layers: [
      input(),
      { ...conv({}), name: 'left', inputs: ['image'] },
      { kind: 'add', name: 'sum', inputs: ['left', 'left'] },
      { kind: 'concat', name: 'joined', inputs: ['left', 'sum', 'image'] },
    ],
    output: 'joined',
  },
  'a gate for each channel': {
    layers: [
      input(),
      { kind: 'globalaveragepool', name: 'pool', inputs: ['image'] },
      { ...activation({ name: 'sigmoid' }), name: 'gate', inputs: ['pool'] },
      { kind: 'mul', name: 'gated', inputs: ['image', 'gate'] },
    ],
    output: 'gated',
  },
  'adding a constant': {
    layers: [
      input(),
      { kind: 'constant', name: 'shift', inputs: [], channels: 6, height: 1, width: 1 },
      { kind: 'add', name: 'shifted', inputs: ['image', 'shift'] },
    ],
    output: 'shifted',
  },
  'channels in a row': one({ kind: 'select', indices: [2, 3, 4] }),
  'channels in any order': one({ kind: 'select', indices: [4, 0, 3, 3] }),
  'resize to twice the size': one(resize('half_pixel', 18, 16)),
  'resize to four times the size': one(resize('half_pixel', 36, 32)),
  'resize to eight times the size': one(resize('pytorch_half_pixel', 72, 64)),
  'resize to an odd size': one(resize('half_pixel', 13, 21)),
  'resize with aligned corners': one(resize('align_corners', 17, 15)),
  'resize from the corner': one(resize('asymmetric', 18, 16)),
  'resize to the nearest': one(resize('asymmetric', 18, 16, 'floor')),
  'resize to the nearest centre': one(resize('half_pixel', 36, 32, 'round_prefer_floor')),
  'padding with zeros': one({ kind: 'pad', padding: ONE, mode: 'constant', value: 0 }),
  'padding with a value': one({ kind: 'pad', padding: ONE, mode: 'constant', value: 1.5 }),
  'padding with a mirror': one({
    kind: 'pad',
    padding: { top: 2, left: 1, bottom: 0, right: 3 },
    mode: 'reflect',
    value: 0,
  }),
  crop: one({ kind: 'crop', top: 2, left: 1, height: 4, width: 5, stride: [1, 1] }),
  'crop with a stride': one({ kind: 'crop', top: 1, left: 0, height: 4, width: 3, stride: [2, 3] }),
  softmax: one({ kind: 'softmax' }),
  argmax: one({ kind: 'argmax' }),
};

function input(): Layer {
  return { kind: 'input', name: 'image', inputs: [], channels: 6, height: 9, width: 8 };
}

function one(layer: Without<Layer>): Network {
  return chain(layer);
}

function chain(...layers: readonly Without<Layer>[]): Network {
  return chainOf({ layers: [input()], output: 'image' }, ...layers);
}

function chainOf(network: Network, ...layers: readonly Without<Layer>[]): Network {
  return layers.reduce<Network>(({ layers: before, output }, layer, index) => {
    const name = `layer${index}`;
    return { layers: [...before, { ...layer, name, inputs: [output] }], output: name };
  }, network);
}

function joined(kind: 'add' | 'sub' | 'mul' | 'concat'): Network {
  return {
    layers: [
      input(),
      { ...conv({ outChannels: 5 }), name: 'left', inputs: ['image'] },
      { ...conv({ outChannels: 5, kernel: [1, 1], padding: NONE }), name: 'right', inputs: ['image'] },
      { kind, name: 'joined', inputs: ['left', 'right'] },
    ],
    output: 'joined',
  };
}

function conv(more: Partial<Without<Conv>>): Without<Conv> {
  return {
    kind: 'conv',
    outChannels: 5,
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: ONE,
    groups: 1,
    bias: true,
    ...more,
  };
}

function transposed(more: Partial<Without<Transposed>>): Without<Transposed> {
  return {
    kind: 'convtranspose',
    outChannels: 5,
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: ONE,
    outputPadding: [0, 0],
    groups: 1,
    bias: true,
    ...more,
  };
}

function activation(f: ActivationFunction): Without<Extract<Layer, { kind: 'activation' }>> {
  return { kind: 'activation', function: f };
}

function resize(
  coordinates: Extract<Layer, { kind: 'resize' }>['coordinates'],
  height: number,
  width: number,
  rounding?: 'floor' | 'round_prefer_floor',
): Without<Extract<Layer, { kind: 'resize' }>> {
  const interpolation =
    rounding === undefined ? ({ mode: 'linear' } as const) : ({ mode: 'nearest', rounding } as const);
  return { kind: 'resize', height, width, coordinates, interpolation };
}

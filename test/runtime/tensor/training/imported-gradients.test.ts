import type {
  ActivationFunction,
  AveragePoolLayer,
  ConvTransposeLayer,
  PadLayer,
  Pair,
  ResizeLayer,
  Shape,
} from '../../../../core/network/layer.js';
import type { TrainableLayer } from '../../../../runtime/tensor/training/logits.js';
import { expectGradients, type Domain } from './gradient-check.js';

const NO_PADDING = { top: 0, left: 0, bottom: 0, right: 0 };
const around = (pixels: number) => ({ top: pixels, left: pixels, bottom: pixels, right: pixels });
const uneven = { top: 1, left: 0, bottom: 2, right: 1 };
const image = (channels: number, height: number, width: number): Shape => ({ channels, height, width });

const one = { name: 'layer', inputs: ['x'] } as const;
const two = { name: 'layer', inputs: ['x', 'y'] } as const;

function check(name: string, layer: TrainableLayer, inputs: readonly Shape[], domain?: Domain): void {
  it(name, () => {
    expectGradients(layer, inputs, domain);
  });
}

describe('gradients of transposed convolutions', () => {
  const plain: ConvTransposeLayer = {
    ...one,
    kind: 'convtranspose',
    outChannels: 4,
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    padding: NO_PADDING,
    outputPadding: [0, 0],
    groups: 1,
    bias: false,
  };
  const cases: readonly [name: string, changes: Partial<ConvTransposeLayer>, input: Shape][] = [
    ['3x3', {}, image(3, 4, 5)],
    ['2x2 of stride 2, with bias', { kernel: [2, 2], stride: [2, 2], bias: true }, image(3, 3, 4)],
    ['4x4 of stride 2 with padding', { kernel: [4, 4], stride: [2, 2], padding: around(1) }, image(2, 3, 4)],
    ['output padding', { stride: [2, 2], padding: around(1), outputPadding: [1, 1] }, image(2, 4, 3)],
    ['uneven padding', { padding: uneven, bias: true }, image(3, 4, 5)],
    [
      'uneven kernel, stride and output padding',
      { kernel: [2, 3], stride: [3, 2], padding: uneven, outputPadding: [2, 0] },
      image(2, 3, 4),
    ],
    ['a stride beyond the kernel', { kernel: [2, 1], stride: [3, 4], outputPadding: [1, 2] }, image(2, 3, 2)],
    ['1x1', { kernel: [1, 1], bias: true }, image(3, 3, 4)],
    ['1x1 of stride 2', { kernel: [1, 1], stride: [2, 2] }, image(3, 3, 4)],
    ['dilation', { dilation: [2, 2], padding: around(1) }, image(2, 4, 5)],
    [
      'dilation and stride, each axis its own',
      { dilation: [2, 3], stride: [2, 1], padding: uneven, outputPadding: [1, 0], bias: true },
      image(2, 4, 3),
    ],
    [
      'output padding beyond the stride',
      { dilation: [3, 3], stride: [1, 2], outputPadding: [2, 2], bias: true },
      image(2, 3, 4),
    ],
    ['padding that cuts whole taps off', { padding: around(2) }, image(2, 5, 4)],
    ['groups', { groups: 2, stride: [2, 2], padding: around(1), bias: true }, image(4, 3, 4)],
    ['groups with dilation', { groups: 2, dilation: [2, 2] }, image(4, 3, 4)],
    ['depthwise', { groups: 4, kernel: [4, 4], stride: [2, 2], padding: around(1) }, image(4, 3, 4)],
    ['depthwise of uneven stride', { groups: 4, stride: [2, 1] }, image(4, 3, 4)],
    ['fewer outputs than inputs a group', { groups: 2, outChannels: 2, stride: [2, 2] }, image(6, 3, 2)],
  ];
  for (const [name, changes, input] of cases) check(name, { ...plain, ...changes }, [input]);
});

describe('gradients of activations', () => {
  const positive: Domain = (value) => Math.abs(value) + 0.25;
  const wide: Domain = (value) => 2 * value;
  const cases: readonly [ActivationFunction, Domain?][] = [
    [{ name: 'leakyrelu', slope: 0.125 }],
    [{ name: 'leakyrelu', slope: 1.5 }],
    [{ name: 'leakyrelu', slope: -0.25 }],
    [{ name: 'clip', min: -0.5, max: 1 }],
    [{ name: 'clip', min: null, max: 1 }],
    [{ name: 'clip', min: -0.5, max: null }],
    [{ name: 'clip', min: null, max: null }],
    [{ name: 'clip', min: 1, max: -1 }],
    [{ name: 'hardsigmoid', slope: 1 / 6, offset: 0.5 }, wide],
    [{ name: 'hardsigmoid', slope: -0.5, offset: 0.25 }],
    [{ name: 'hardswish' }, wide],
    [{ name: 'elu', alpha: 1 }],
    [{ name: 'elu', alpha: 0.5 }],
    [{ name: 'sigmoid' }],
    [{ name: 'tanh' }],
    [{ name: 'softplus' }],
    [{ name: 'exp' }],
    [{ name: 'log' }, positive],
    [{ name: 'sqrt' }, positive],
    [{ name: 'reciprocal' }, positive],
    [{ name: 'abs' }],
    [{ name: 'neg' }],
    [{ name: 'erf' }],
  ];
  for (const [activation, domain] of cases) {
    const layer = { ...one, kind: 'activation', function: activation } as const;
    check(JSON.stringify(activation), layer, [image(3, 4, 5)], domain);
  }
  check('prelu', { ...one, kind: 'prelu' }, [image(3, 4, 5)]);
  check('softmax', { ...one, kind: 'softmax' }, [image(4, 3, 2)]);
});

describe('gradients of average pooling', () => {
  const plain = { ...one, kind: 'averagepool', kernel: [3, 3], stride: [2, 2] } as const;
  for (const countPadding of [true, false]) {
    const pool = (padding: AveragePoolLayer['padding'], kernel: Pair = [3, 3]): AveragePoolLayer => ({
      ...plain,
      kernel,
      padding,
      countPadding,
    });
    const name = countPadding ? 'padding counted' : 'padding left out';
    check(`${name}, none there`, pool(NO_PADDING), [image(3, 7, 6)]);
    check(`${name}, on all sides`, pool(around(1)), [image(3, 6, 7)]);
    check(`${name}, uneven`, pool(uneven, [3, 2]), [image(2, 5, 6)]);
  }
});

describe('gradients of arithmetic', () => {
  const shapes: readonly [name: string, left: Shape, right: Shape][] = [
    ['equal shapes', image(3, 2, 4), image(3, 2, 4)],
    ['a right side that is one value a channel', image(3, 2, 4), image(3, 1, 1)],
    ['a left side that is one channel', image(1, 2, 4), image(3, 2, 4)],
    ['a right side that is one row', image(2, 3, 4), image(2, 1, 4)],
    ['both spread', image(3, 1, 4), image(1, 2, 1)],
    ['a right side that is one value', image(2, 3, 2), image(1, 1, 1)],
  ];
  const nonzero: Domain = (value) => Math.sign(value) * (Math.abs(value) + 0.5);
  for (const kind of ['add', 'sub', 'mul', 'div'] as const) {
    for (const [name, left, right] of shapes) {
      check(`${kind}, ${name}`, { ...two, kind }, [left, right], kind === 'div' ? nonzero : undefined);
    }
  }
});

describe('gradients of what moves values', () => {
  const select = (...indices: number[]) => ({ ...one, kind: 'select', indices }) as const;
  check('select of neighbouring channels', select(1, 2, 3), [image(5, 2, 3)]);
  check('select of the last channel', select(4), [image(5, 2, 3)]);
  check('select of all channels in another order', select(0, 3, 1, 4, 2, 5), [image(6, 2, 3)]);
  check('select of channels twice and never', select(3, 0, 3, 3, 0), [image(5, 2, 3)]);

  const pad = (mode: PadLayer['mode'], padding: PadLayer['padding'], value = 0): PadLayer => ({
    ...one,
    kind: 'pad',
    padding,
    mode,
    value,
  });
  for (const mode of ['constant', 'reflect', 'edge'] as const) {
    check(`pad, ${mode}`, pad(mode, { top: 1, left: 2, bottom: 3, right: 0 }, 1.5), [image(2, 4, 5)]);
    check(`pad of nothing, ${mode}`, pad(mode, NO_PADDING), [image(2, 2, 3)]);
  }
  check('pad of one row, edge', pad('edge', around(2)), [image(2, 1, 1)]);

  const crop = { ...one, kind: 'crop', top: 1, left: 0, height: 2, width: 3, stride: [2, 1] } as const;
  check('crop of neighbouring pixels', { ...crop, stride: [1, 1] }, [image(3, 5, 4)]);
  check('crop of everything', { ...crop, top: 0, stride: [1, 1] }, [image(3, 2, 3)]);
  check('crop of every second row', crop, [image(3, 5, 4)]);
  check('crop of every third column', { ...crop, width: 2, left: 1, stride: [1, 3] }, [image(2, 4, 6)]);
  check('concat of one', { ...one, kind: 'concat' }, [image(3, 2, 4)]);
});

describe('gradients of resizing', () => {
  const resize = (
    [height, width]: Pair,
    coordinates: ResizeLayer['coordinates'],
    interpolation: ResizeLayer['interpolation'],
    scale?: Pair,
  ): ResizeLayer => ({ ...one, kind: 'resize', height, width, coordinates, interpolation, scale });
  const modes: ResizeLayer['interpolation'][] = [
    { mode: 'linear' },
    { mode: 'nearest', rounding: 'floor' },
    { mode: 'nearest', rounding: 'ceil' },
    { mode: 'nearest', rounding: 'round_prefer_floor' },
    { mode: 'nearest', rounding: 'round_prefer_ceil' },
    { mode: 'cubic', coefficient: -0.75, excludeOutside: false },
    { mode: 'cubic', coefficient: -0.5, excludeOutside: true },
  ];
  for (const coordinates of ['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'] as const) {
    for (const mode of modes) {
      const name = `${coordinates}, ${Object.values(mode).join(' ')}`;
      check(`${name}: twice as large`, resize([6, 8], coordinates, mode), [image(2, 3, 4)]);
      check(`${name}: larger and smaller`, resize([7, 3], coordinates, mode), [image(2, 4, 5)]);
      check(`${name}: by other factors`, resize([7, 6], coordinates, mode, [2.4, 1.7]), [image(2, 3, 4)]);
      check(`${name}: to one row`, resize([1, 6], coordinates, mode), [image(2, 3, 3)]);
    }
  }
});

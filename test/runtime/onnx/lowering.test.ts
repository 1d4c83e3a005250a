import { expect } from 'chai';
import type { ActivationFunction, Layer, Network, ResizeLayer } from '../../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Weights } from '../../../core/network/weights.js';
import { GraphBuilder } from '../../../runtime/onnx/graph.js';
import { lowerNetwork } from '../../../runtime/onnx/lower.js';
import type { Batch } from '../../../runtime/onnx/lower/context.js';
import { runNetwork } from '../../core/network/interpreter.js';
import { randomWeights } from '../../core/network/random-networks.js';
import { largestDifference, randomImages, runModel } from './run-model.js';

const IMAGE: Layer = { name: 'in', kind: 'input', inputs: [], channels: 4, height: 7, width: 6 };
const NO_PADDING = { top: 0, left: 0, bottom: 0, right: 0 };

const single = (...layers: Layer[]): Network => ({ layers: [IMAGE, ...layers], output: 'layer' });

const TRANSPOSED = {
  name: 'layer',
  kind: 'convtranspose',
  inputs: ['in'],
  outChannels: 6,
  kernel: [3, 2],
  stride: [2, 3],
  dilation: [1, 1],
  padding: NO_PADDING,
  outputPadding: [0, 0],
  groups: 1,
  bias: true,
} as const;

const POOL = {
  name: 'layer',
  kind: 'averagepool',
  inputs: ['in'],
  kernel: [3, 2],
  stride: [2, 1],
  padding: { top: 1, left: 0, bottom: 2, right: 1 },
} as const;

const activation = (name: string, input: string, activation: ActivationFunction): Layer => ({
  name,
  kind: 'activation',
  inputs: [input],
  function: activation,
});
const constant = (channels: number, height: number, width: number): Layer => ({
  name: 'constant',
  kind: 'constant',
  inputs: [],
  channels,
  height,
  width,
});
const resize = (
  height: number,
  width: number,
  coordinates: ResizeLayer['coordinates'],
  interpolation: ResizeLayer['interpolation'],
  scale?: ResizeLayer['scale'],
): Network =>
  single({ name: 'layer', kind: 'resize', inputs: ['in'], height, width, coordinates, interpolation, scale });
const pad = (mode: 'constant' | 'reflect' | 'edge'): Network =>
  single({
    name: 'layer',
    kind: 'pad',
    inputs: ['in'],
    padding: { top: 2, left: 0, bottom: 1, right: 3 },
    mode,
    value: -1.5,
  });

const NETWORKS: Record<string, Network> = {
  'a transposed convolution': single(TRANSPOSED),
  'a transposed convolution with padding, output padding and dilation': single({
    ...TRANSPOSED,
    dilation: [2, 1],
    padding: { top: 1, left: 0, bottom: 2, right: 1 },
    outputPadding: [1, 2],
    bias: false,
  }),
  'a grouped transposed convolution': single({ ...TRANSPOSED, groups: 2 }),
  'a depthwise transposed convolution': single({ ...TRANSPOSED, groups: 4, outChannels: 8 }),
  'a parametric relu': single({ name: 'layer', kind: 'prelu', inputs: ['in'] }),
  'average pooling without padding pixels': single({ ...POOL, countPadding: false }),
  'average pooling with padding pixels': single({ ...POOL, countPadding: true }),
  'a select of channels in a row': single({ name: 'layer', kind: 'select', inputs: ['in'], indices: [1, 2] }),
  'a select of any channels': single({ name: 'layer', kind: 'select', inputs: ['in'], indices: [3, 0, 0] }),
  'constant padding': pad('constant'),
  'reflected padding': pad('reflect'),
  'edge padding': pad('edge'),
  'a crop': single({
    name: 'layer',
    kind: 'crop',
    inputs: ['in'],
    top: 1,
    left: 2,
    height: 3,
    width: 4,
    stride: [1, 1],
  }),
  'a crop with strides': single({
    name: 'layer',
    kind: 'crop',
    inputs: ['in'],
    top: 0,
    left: 1,
    height: 3,
    width: 2,
    stride: [3, 2],
  }),
  softmax: single({ name: 'layer', kind: 'softmax', inputs: ['in'] }),
  argmax: single({ name: 'layer', kind: 'argmax', inputs: ['in'] }),
  'a constant in a concat': single(constant(2, 7, 6), {
    name: 'layer',
    kind: 'concat',
    inputs: ['constant', 'in'],
  }),
  'a constant that leaves': single(constant(2, 5, 3), { name: 'layer', kind: 'relu', inputs: ['constant'] }),
  'a constant that is the output': { layers: [IMAGE, constant(2, 5, 3)], output: 'constant' },
  'a resized constant': single(
    constant(4, 2, 2),
    {
      name: 'large',
      kind: 'resize',
      inputs: ['constant'],
      height: 7,
      width: 6,
      coordinates: 'half_pixel',
      interpolation: { mode: 'linear' },
    },
    { name: 'layer', kind: 'mul', inputs: ['large', 'in'] },
  ),
  'shared parameters': single(
    { ...TRANSPOSED, name: 'first', kernel: [1, 1], stride: [1, 1], outChannels: 4 },
    { name: 'norm', kind: 'batchnorm', inputs: ['first'], epsilon: 1e-3 },
    {
      ...TRANSPOSED,
      name: 'second',
      kernel: [1, 1],
      stride: [1, 1],
      outChannels: 4,
      inputs: ['norm'],
      shares: 'first',
    },
    { name: 'layer', kind: 'batchnorm', inputs: ['second'], epsilon: 1e-3, shares: 'norm' },
  ),
};

for (const kind of ['add', 'sub', 'mul', 'div'] as const) {
  const sure: Layer = activation('sure', 'in', { name: 'exp' });
  NETWORKS[kind] = single(sure, { name: 'layer', kind, inputs: ['in', 'sure'] });
  NETWORKS[`${kind} with a scalar`] = single(constant(1, 1, 1), {
    name: 'layer',
    kind,
    inputs: ['in', 'constant'],
  });
  NETWORKS[`${kind} with a value a channel, which comes first`] = single(constant(4, 1, 1), sure, {
    name: 'layer',
    kind,
    inputs: ['constant', 'sure'],
  });
  NETWORKS[`${kind} of one channel and a row`] = single(
    sure,
    { name: 'one', kind: 'select', inputs: ['sure'], indices: [2] },
    { name: 'row', kind: 'crop', inputs: ['sure'], top: 1, left: 0, height: 1, width: 6, stride: [1, 1] },
    { name: 'layer', kind, inputs: ['row', 'one'] },
  );
}

const ACTIVATIONS: readonly ActivationFunction[] = [
  { name: 'leakyrelu', slope: 0.2 },
  { name: 'clip', min: -0.5, max: 0.7 },
  { name: 'clip', min: null, max: 0.7 },
  { name: 'clip', min: 0.1, max: null },
  { name: 'clip', min: null, max: null },
  { name: 'hardsigmoid', slope: 0.3, offset: 0.4 },
  { name: 'elu', alpha: 0.7 },
  { name: 'sigmoid' },
  { name: 'hardswish' },
  { name: 'tanh' },
  { name: 'softplus' },
  { name: 'exp' },
  { name: 'abs' },
  { name: 'neg' },
  { name: 'erf' },
];
for (const given of ACTIVATIONS) NETWORKS[JSON.stringify(given)] = single(activation('layer', 'in', given));
for (const name of ['log', 'sqrt', 'reciprocal'] as const) {
  NETWORKS[`${name} of positive values`] = single(
    activation('positive', 'in', { name: 'exp' }),
    activation('layer', 'positive', { name }),
  );
}

const COORDINATES = ['half_pixel', 'pytorch_half_pixel', 'align_corners', 'asymmetric'] as const;
for (const coordinates of COORDINATES) {
  const named = (mode: string, network: Network): void => {
    NETWORKS[`${mode} resizing with ${coordinates}`] = network;
  };
  for (const [height, width] of [
    [16, 13],
    [3, 4],
    [1, 1],
    [14, 12],
  ]) {
    const to = `to ${height}x${width}`;
    named(`linear ${to}`, resize(height, width, coordinates, { mode: 'linear' }));
    named(
      `cubic ${to}`,
      resize(height, width, coordinates, { mode: 'cubic', coefficient: -0.75, excludeOutside: false }),
    );
    named(
      `cubic within ${to}`,
      resize(height, width, coordinates, { mode: 'cubic', coefficient: -0.5, excludeOutside: true }),
    );
  }
  for (const rounding of ['floor', 'ceil', 'round_prefer_floor', 'round_prefer_ceil'] as const) {
    named(`nearest (${rounding}) up`, resize(14, 12, coordinates, { mode: 'nearest', rounding }));
    named(`nearest (${rounding}) to odd sizes`, resize(11, 16, coordinates, { mode: 'nearest', rounding }));
    named(`nearest (${rounding}) down`, resize(3, 4, coordinates, { mode: 'nearest', rounding }));
  }
  named('given factors for linear', resize(17, 8, coordinates, { mode: 'linear' }, [2.5, 1.4]));
  named(
    'given factors for nearest',
    resize(17, 8, coordinates, { mode: 'nearest', rounding: 'floor' }, [2.5, 1.4]),
  );
}

function modelOf(network: Network, weights: Weights, opset: number, batch: Batch): Uint8Array {
  const graph = new GraphBuilder(opset);
  const wanted = new Map([[network.output, 'logits']]);
  lowerNetwork(graph, network, weights, { batch, wanted });
  const { channels, height, width } = shapeOf(inferShapes(network), network.output);
  graph.output('logits', 'float', [batch, channels, height, width]);
  return graph.encode({ name: 'lowered' });
}

function outputsOf(network: Network, weights: Weights, images: Float32Array, count: number): number[] {
  const size = images.length / count;
  return Array.from({ length: count }, (_, n) => [
    ...runNetwork(network, weights, Float64Array.from(images.subarray(n * size, (n + 1) * size))),
  ]).flat();
}

describe('lowerNetwork', () => {
  for (const [title, network] of Object.entries(NETWORKS)) {
    it(`writes ${title} as the interpreter computes it, in any opset and batch`, async () => {
      const weights = randomWeights(network, 5);
      const images = randomImages(network, 2, 9);
      const expected = outputsOf(network, weights, images, 2);
      const range = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
      for (const opset of [11, 12, 13, 17, 18, 21]) {
        for (const batch of [2, 'N'] as const) {
          const actual = await runModel(modelOf(network, weights, opset, batch), network, images);
          expect(largestDifference(actual, expected) / range, `opset ${opset}`).to.be.below(2e-6);
        }
      }
    });
  }
});

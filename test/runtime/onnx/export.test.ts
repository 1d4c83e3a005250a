import { expect } from 'chai';
import fc from 'fast-check';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import { type ConvLayer, deliveredLayer, type Layer, type Network } from '../../../core/network/layer.js';
import { initialWeights } from '../../../core/network/parameters.js';
import { Random } from '../../../core/random.js';
import { exportOnnx } from '../../../runtime/onnx/export.js';
import { withSession } from '../../../runtime/tensor/evaluation/session.js';
import { errorOf } from '../../core/network/expect-error.js';
import { runNetwork } from '../../core/network/interpreter.js';
import { beforeArgmax } from '../../core/network/masks.js';
import { networks, randomWeights } from '../../core/network/random-networks.js';
import { largestDifference, randomImages, runModel } from './run-model.js';

const IMAGE: Layer = { name: 'in', kind: 'input', inputs: [], channels: 4, height: 7, width: 6 };
const CONV: ConvLayer = {
  name: 'layer',
  kind: 'conv',
  inputs: ['in'],
  outChannels: 6,
  kernel: [3, 3],
  stride: [1, 1],
  dilation: [1, 1],
  padding: { top: 1, left: 1, bottom: 1, right: 1 },
  groups: 1,
  bias: false,
};

const single = (...layers: Layer[]): Network => ({ layers: [IMAGE, ...layers], output: 'layer' });
const resize = (height: number, width: number, coordinates: 'half_pixel' | 'align_corners'): Network =>
  single({
    name: 'layer',
    kind: 'resize',
    inputs: ['in'],
    height,
    width,
    coordinates,
    interpolation: { mode: 'linear' },
  });

const KINDS: Record<string, Network> = {
  'a convolution': single(CONV),
  'a convolution with bias, stride, dilation, uneven kernel and padding': single({
    ...CONV,
    bias: true,
    kernel: [3, 2],
    stride: [2, 1],
    dilation: [1, 2],
    padding: { top: 2, left: 0, bottom: 1, right: 3 },
  }),
  'a grouped convolution': single({ ...CONV, groups: 2 }),
  'a depthwise convolution': single({ ...CONV, groups: 4, outChannels: 8 }),
  'batch norm': single({ name: 'layer', kind: 'batchnorm', inputs: ['in'], epsilon: 1e-2 }),
  relu: single({ name: 'layer', kind: 'relu', inputs: ['in'] }),
  'max pooling': single({
    name: 'layer',
    kind: 'maxpool',
    inputs: ['in'],
    kernel: [3, 2],
    stride: [2, 1],
    padding: { top: 1, left: 0, bottom: 2, right: 1 },
  }),
  'global average pooling': single({ name: 'layer', kind: 'globalaveragepool', inputs: ['in'] }),
  add: single(
    { name: 'active', kind: 'relu', inputs: ['in'] },
    { name: 'layer', kind: 'add', inputs: ['in', 'active'] },
  ),
  concat: single(
    { name: 'active', kind: 'relu', inputs: ['in'] },
    { name: 'layer', kind: 'concat', inputs: ['in', 'active', 'in'] },
  ),
  'upsampling to half pixels': resize(16, 13, 'half_pixel'),
  'upsampling to aligned corners': resize(16, 13, 'align_corners'),
  'downsampling to half pixels': resize(3, 4, 'half_pixel'),
  'a network that is its input': { layers: [IMAGE], output: 'in' },
  'names that ONNX reserves or shares': {
    layers: [
      { ...IMAGE, name: 'logits' },
      { ...CONV, name: 'image', inputs: ['logits'] },
      { name: 'image.weight', kind: 'relu', inputs: ['image'] },
      { name: 'layer', kind: 'add', inputs: ['image', 'image.weight'] },
    ],
    output: 'layer',
  },
};

describe('exportOnnx', () => {
  for (const [title, network] of Object.entries(KINDS)) {
    for (const batch of [1, 'N'] as const) {
      it(`writes ${title} as the interpreter computes it, with a batch of ${batch}`, async () => {
        const weights = randomWeights(network, 5);
        const image = randomImages(network, 1, 9);
        const logits = await runModel(exportOnnx(network, weights, { batch }), network, image);
        const expected = runNetwork(network, weights, Float64Array.from(image));
        expect(largestDifference(logits, expected)).to.be.below(2e-5);
      });
    }
  }

  it('writes any network as the interpreter computes it, folded or not', async () => {
    await fc.assert(
      fc.asyncProperty(networks, fc.boolean(), async (any, foldBatchNorm) => {
        const network = beforeArgmax(any);
        const weights = randomWeights(network, 3);
        const images = randomImages(network, 2, 4);
        const logits = await runModel(exportOnnx(network, weights, { foldBatchNorm }), network, images);
        const size = images.length / 2;
        const expected = [0, 1].flatMap((n) => [
          ...runNetwork(
            network,
            weights,
            Float64Array.from(images.subarray(n * size, (n + 1) * size)),
            new Map(),
            deliveredLayer(network),
          ),
        ]);
        const range = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
        expect(largestDifference(logits, expected) / range).to.be.below(1e-4);
      }),
      { numRuns: 40, interruptAfterTimeLimit: 10_000 },
    );
  });

  for (const [backbone, outputStride] of [
    ['resnet18', 16],
    ['resnet50', 8],
  ] as const) {
    it(`writes DeepLabV3+ on ${backbone} as the interpreter computes it`, async () => {
      const input = { height: 32, width: 48 };
      const network = buildArchitecture(
        { architecture: 'deeplabv3plus', backbone, outputStride, width: 1 / 32, input },
        3,
      );
      const weights = randomWeights(network, 2);
      const image = randomImages(network, 1, 6);
      const logits = await runModel(exportOnnx(network, weights), network, image);
      const expected = runNetwork(network, weights, Float64Array.from(image));
      const range = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      expect(largestDifference(logits, expected) / range).to.be.below(1e-5);
    });
  }

  it('writes DeepLabV3+ with its input and output named and sized', async () => {
    const network = buildArchitecture(
      { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.125, input: { height: 64, width: 96 } },
      5,
    );
    const model = exportOnnx(network, initialWeights(network, Random.fromSeed(1)));
    await withSession(model, async (session) => {
      expect(session.inputMetadata).to.deep.equal([
        { name: 'image', isTensor: true, type: 'float32', shape: ['N', 3, 64, 96] },
      ]);
      expect(session.outputMetadata).to.deep.equal([
        { name: 'logits', isTensor: true, type: 'float32', shape: ['N', 5, 64, 96] },
      ]);
    });
  });

  it('delivers what lies behind the logits, under the names of the signature', async () => {
    const network: Network = {
      layers: [
        IMAGE,
        { ...CONV, name: 'logits' },
        { name: 'unread', kind: 'softmax', inputs: ['logits'] },
        { name: 'classes', kind: 'argmax', inputs: ['logits'] },
      ],
      output: 'logits',
      delivers: 'classes',
      signature: { input: 'pixel_values', output: 'map:0' },
    };
    const weights = randomWeights(network, 4);
    const model = exportOnnx(network, weights);
    await withSession(model, async (session) => {
      expect(session.inputMetadata[0].name).to.equal('pixel_values');
      expect(session.outputMetadata[0])
        .to.include({ name: 'map:0' })
        .and.deep.include({ shape: ['N', 1, 7, 6] });
    });
    expect(Buffer.from(model).includes('Softmax')).to.equal(false);
    const image = randomImages(network, 1, 6);
    const classes = runNetwork(network, weights, Float64Array.from(image), new Map(), 'classes');
    expect(largestDifference(await runModel(model, network, image), classes)).to.equal(0);
  });

  it('writes shared parameters once', () => {
    const pair = (shares?: string): Network =>
      single(
        { ...CONV, name: 'first' },
        { ...CONV, shares },
        { name: 'unread', kind: 'relu', inputs: ['first'] },
      );
    const sum = (shares?: string): Network => ({
      layers: [...pair(shares).layers, { name: 'sum', kind: 'add', inputs: ['layer', 'first'] }],
      output: 'sum',
    });
    const sizes = [sum('first'), sum()].map(
      (network) => exportOnnx(network, randomWeights(network, 1)).length,
    );
    expect(sizes[1] - sizes[0]).to.be.above(4 * 6 * 4 * 9);
  });

  it('gives the same bytes for the same network', () => {
    const network = single(CONV);
    const weights = randomWeights(network, 1);
    expect(exportOnnx(network, weights)).to.deep.equal(exportOnnx(network, weights));
  });

  it('refuses weights of another network', () => {
    const weights = randomWeights(single({ ...CONV, outChannels: 5 }), 1);
    expect(errorOf(() => exportOnnx(single(CONV), weights)).code).to.equal('WEIGHTS_MISSHAPEN');
  });
});

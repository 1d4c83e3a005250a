import { expect } from 'chai';
import type { Layer, Network, OpaqueLayer } from '../../../core/network/layer.js';
import { exportOnnx } from '../../../runtime/onnx/export.js';
import { withSession } from '../../../runtime/tensor/evaluation/session.js';
import { runNetwork } from '../../core/network/interpreter.js';
import { randomWeights } from '../../core/network/random-networks.js';
import { largestDifference, randomImages, runModel } from './run-model.js';

const IMAGE: Layer = { name: 'in', kind: 'input', inputs: [], channels: 3, height: 4, width: 5 };

/** Doubles one input's channels by a weight, adds the other, and takes what lies above a threshold. */
const OPAQUE: OpaqueLayer = {
  name: 'opaque',
  kind: 'opaque',
  inputs: ['in', 'relu'],
  channels: 3,
  height: 4,
  width: 5,
  nodes: [
    { operator: 'Mul', domain: '', inputs: ['in0', 'gain'], outputs: ['x'], attributes: {} },
    { operator: 'Add', domain: '', inputs: ['x', 'in1'], outputs: ['in'], attributes: {} },
    {
      operator: 'Constant',
      domain: '',
      inputs: [],
      outputs: ['least'],
      attributes: { value: { type: 'tensor', value: { type: 'float', shape: [], data: [-0.25] } } },
    },
    { operator: 'Clip', domain: '', inputs: ['in', 'least', ''], outputs: ['y'], attributes: {} },
    {
      operator: 'Reshape',
      domain: '',
      inputs: ['y', 'flat'],
      outputs: ['z'],
      attributes: { allowzero: { type: 'int', value: 0 } },
    },
    { operator: 'Reshape', domain: '', inputs: ['z', 'full'], outputs: ['result'], attributes: {} },
  ],
  result: 'result',
  parameters: { gain: [1, 3, 1, 1] },
  constants: {
    flat: { type: 'int64', shape: [2], data: [0, -1] },
    full: { type: 'int64', shape: [4], data: [-1, 3, 4, 5] },
  },
};

const around = (opaque: OpaqueLayer, network: Partial<Network> = {}): Network => ({
  layers: [IMAGE, { name: 'relu', kind: 'relu', inputs: ['in'] }, opaque],
  output: 'opaque',
  ...network,
});

const UNDERSTOOD: Network = {
  layers: [
    IMAGE,
    { name: 'relu', kind: 'relu', inputs: ['in'] },
    { name: 'gain', kind: 'constant', inputs: [], channels: 3, height: 1, width: 1 },
    { name: 'x', kind: 'mul', inputs: ['in', 'gain'] },
    { name: 'sum', kind: 'add', inputs: ['x', 'relu'] },
    {
      name: 'opaque',
      kind: 'activation',
      inputs: ['sum'],
      function: { name: 'clip', min: -0.25, max: null },
    },
  ],
  output: 'opaque',
};

describe('an opaque layer', () => {
  const weights = new Map([['opaque.gain', { shape: [1, 3, 1, 1], data: Float32Array.of(2, -3, 0.5) }]]);
  const known = new Map([['gain.value', { shape: [3, 1, 1], data: Float32Array.of(2, -3, 0.5) }]]);

  for (const opset of [14, 17, 21]) {
    it(`runs its nodes in opset ${opset}`, async () => {
      const network = around(OPAQUE, { opset });
      const images = randomImages(network, 2, 4);
      const size = images.length / 2;
      const expected = [0, 1].flatMap((n) => [
        ...runNetwork(UNDERSTOOD, known, Float64Array.from(images.subarray(n * size, (n + 1) * size))),
      ]);
      const actual = await runModel(exportOnnx(network, weights), network, images);
      expect(largestDifference(actual, expected)).to.be.below(1e-6);
    });
  }

  it('may give its input, and reads a constant layer once for each image', async () => {
    const network: Network = {
      layers: [
        IMAGE,
        { name: 'constant', kind: 'constant', inputs: [], channels: 2, height: 4, width: 5 },
        {
          ...OPAQUE,
          inputs: ['constant'],
          nodes: [],
          result: 'in0',
          channels: 2,
          parameters: {},
          constants: {},
        },
        { name: 'joined', kind: 'concat', inputs: ['in', 'opaque'] },
      ],
      output: 'joined',
    };
    const drawn = randomWeights(network, 3);
    const images = randomImages(network, 2, 4);
    const actual = await runModel(exportOnnx(network, drawn), network, images);
    const value = drawn.get('constant.value')?.data ?? [];
    const size = images.length / 2;
    const expected = [images.subarray(0, size), value, images.subarray(size), value].flatMap((part) => [
      ...part,
    ]);
    expect(largestDifference(actual, expected)).to.equal(0);
  });

  it('forces a batch of one where it holds for single images', async () => {
    const model = exportOnnx(around(OPAQUE, { singleImage: true }), weights);
    await withSession(model, async (session) => {
      expect(session.inputMetadata[0]).to.have.deep.property('shape', [1, 3, 4, 5]);
    });
  });
});

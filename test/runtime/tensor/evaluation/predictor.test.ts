import { expect } from 'chai';
import fc from 'fast-check';
import type { Layer, Network } from '../../../../core/network/layer.js';
import { weightOf } from '../../../../core/network/parameters.js';
import { inferShapes, shapeOf } from '../../../../core/network/shapes.js';
import { withPredictor } from '../../../../runtime/tensor/evaluation/predictor.js';
import { recalibrate, recalibrationBatch } from '../../../../runtime/tensor/evaluation/recalibrate.js';
import type { FloatTensor } from '../../../../runtime/tensor/evaluation/session.js';
import { runNetwork } from '../../../core/network/interpreter.js';
import { networks, randomWeights } from '../../../core/network/random-networks.js';
import { largestDifference, randomImages } from '../../onnx/run-model.js';

function imagesFor(network: Network, count: number): FloatTensor {
  const { channels, height, width } = shapeOf(inferShapes(network), network.layers[0].name);
  return { shape: [count, channels, height, width], data: randomImages(network, count, 7) };
}

function imageOf({ shape, data }: FloatTensor, n: number): Float64Array {
  const size = data.length / shape[0];
  return Float64Array.from(data.subarray(n * size, (n + 1) * size));
}

/** A batch norm behind nodes that write their batch, of one image, down. */
const SINGLE: Network = {
  layers: [
    { name: 'image', kind: 'input', inputs: [], channels: 2, height: 3, width: 4 },
    {
      name: 'opaque',
      kind: 'opaque',
      inputs: ['image'],
      channels: 2,
      height: 3,
      width: 4,
      nodes: [
        { operator: 'Reshape', domain: '', inputs: ['in0', 'flat'], outputs: ['row'], attributes: {} },
        { operator: 'Reshape', domain: '', inputs: ['row', 'full'], outputs: ['y'], attributes: {} },
      ],
      result: 'y',
      parameters: {},
      constants: {
        flat: { type: 'int64', shape: [1], data: [24] },
        full: { type: 'int64', shape: [4], data: [1, 2, 3, 4] },
      },
    },
    { name: 'bn', kind: 'batchnorm', inputs: ['opaque'], epsilon: 1e-5 },
  ],
  output: 'bn',
  singleImage: true,
};

const UNDERSTOOD: Network = {
  layers: SINGLE.layers.map((layer): Layer => {
    return layer.kind === 'opaque' ? { name: layer.name, kind: 'relu', inputs: layer.inputs } : layer;
  }),
  output: 'bn',
};

describe('withPredictor', () => {
  it('gives the class of the greatest logit, whatever lies behind the logits, for any network', async () => {
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        const weights = randomWeights(network, 3);
        const images = imagesFor(network, 2);
        const classes = await withPredictor(network, weights, (predict) => predict(images));
        const plane = classes.length / 2;
        for (const n of [0, 1]) {
          const logits = runNetwork(network, weights, imageOf(images, n));
          const scale = logits.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
          for (let pixel = 0; pixel < plane; pixel++) {
            const chosen = logits[classes[n * plane + pixel] * plane + pixel];
            const best = Math.max(logits[pixel], logits[plane + pixel]);
            expect(best - chosen).to.be.at.most(1e-4 * scale);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it('runs a network for single images one by one', async () => {
    const weights = randomWeights(SINGLE, 1);
    const images = imagesFor(SINGLE, 3);
    const [together, ...apart] = await withPredictor(SINGLE, weights, async (predict) => {
      const all = [await predict(images)];
      for (const n of [0, 1, 2]) {
        all.push(await predict({ shape: [1, 2, 3, 4], data: Float32Array.from(imageOf(images, n)) }));
      }
      return all;
    });
    expect([...together]).to.deep.equal(apart.flatMap((classes) => [...classes]));
    expect(new Set(together).size).to.equal(2);
  });
});

describe('recalibration of a network for single images', () => {
  it('takes them one by one, and pools them', async () => {
    expect(recalibrationBatch(SINGLE)).to.equal(1);
    const weights = randomWeights(SINGLE, 1);
    const positive = imagesFor(SINGLE, 3);
    const images = { ...positive, data: positive.data.map(Math.abs) };
    async function* stream() {
      yield images;
    }
    const [single, batch] = [
      await recalibrate(SINGLE, weights, stream()),
      await recalibrate(UNDERSTOOD, weights, stream()),
    ];
    for (const name of ['bn.running_mean', 'bn.running_var']) {
      expect(largestDifference(weightOf(single, name).data, weightOf(batch, name).data)).to.be.below(1e-5);
    }
  });
});

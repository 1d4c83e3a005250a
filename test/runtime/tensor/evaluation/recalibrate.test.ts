import { expect } from 'chai';
import fc from 'fast-check';
import type { Layer, Network } from '../../../../core/network/layer.js';
import { BATCH_NORM_PARAMETERS, parameterShapes, weightOf } from '../../../../core/network/parameters.js';
import { inferShapes, shapeOf } from '../../../../core/network/shapes.js';
import type { Tensor, Weights } from '../../../../core/network/weights.js';
import { buildArchitecture } from '../../../../core/network/architectures/index.js';
import { recalibrate, recalibrationBatch } from '../../../../runtime/tensor/evaluation/recalibrate.js';
import type { FloatTensor } from '../../../../runtime/tensor/evaluation/session.js';
import { runNetwork } from '../../../core/network/interpreter.js';
import { networks, randomWeights } from '../../../core/network/random-networks.js';
import { largestDifference, randomImages } from '../../onnx/run-model.js';

const SMALL: Network = {
  layers: [
    { name: 'image', kind: 'input', inputs: [], channels: 2, height: 4, width: 4 },
    { name: 'bn', kind: 'batchnorm', inputs: ['image'], epsilon: 1e-5 },
  ],
  output: 'bn',
};

function batchesOf(network: Network, images: Float32Array, ...counts: number[]): FloatTensor[] {
  const { channels, height, width } = shapeOf(inferShapes(network), network.layers[0].name);
  const size = channels * height * width;
  let start = 0;
  return counts.map((count) => {
    const data = images.slice(start * size, (start + count) * size);
    start += count;
    return { shape: [count, channels, height, width], data };
  });
}

async function* stream(batches: readonly FloatTensor[]): AsyncGenerator<FloatTensor> {
  yield* batches;
}

function moments(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, variance: values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length };
}

/**
 * Layer by layer: a batch norm's statistics are those of its input under the statistics found before; every use of shared
 * ones normalises with its own, and what is kept is of all uses together.
 */
function plainStatistics(network: Network, weights: Weights, images: readonly Float64Array[]): Weights {
  const apart = new Map(weights);
  const layers: Layer[] = network.layers.map((layer) => {
    if (layer.kind !== 'batchnorm' || layer.shares === undefined) return layer;
    for (const name of BATCH_NORM_PARAMETERS) {
      apart.set(`${layer.name}.${name}`, weightOf(weights, `${layer.shares}.${name}`));
    }
    return { ...layer, shares: undefined };
  });
  const seen = new Map<string, number[][]>();
  for (const layer of network.layers) {
    if (layer.kind !== 'batchnorm') continue;
    const outputs = images.map((image) => runNetwork({ layers, output: layer.inputs[0] }, apart, image));
    const channels = weightOf(apart, `${layer.name}.weight`).data.length;
    const plane = outputs[0].length / channels;
    const values = Array.from({ length: channels }, (_, channel) =>
      outputs.flatMap((output) => [...output.subarray(channel * plane, (channel + 1) * plane)]),
    );
    setMoments(apart, layer.name, values);
    const owner = layer.shares ?? layer.name;
    seen.set(owner, seen.get(owner)?.map((before, channel) => [...before, ...values[channel]]) ?? values);
  }
  const found = new Map(weights);
  for (const [owner, values] of seen) setMoments(found, owner, values);
  return found;
}

function setMoments(weights: Map<string, Tensor>, norm: string, values: readonly number[][]): void {
  const statistics = values.map(moments);
  const tensor = (data: number[]): Tensor => ({ shape: [data.length], data: Float32Array.from(data) });
  weights.set(`${norm}.running_mean`, tensor(statistics.map(({ mean }) => mean)));
  weights.set(`${norm}.running_var`, tensor(statistics.map(({ variance }) => variance)));
}

describe('recalibrate', () => {
  it('finds the statistics of the batch in any network, and changes nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        const weights = randomWeights(network, 8);
        const images = randomImages(network, 3, 2);
        const [batch] = batchesOf(network, images, 3);
        const size = images.length / 3;
        const plain = [0, 1, 2].map((n) => Float64Array.from(images.subarray(n * size, (n + 1) * size)));
        const expected = plainStatistics(network, weights, plain);
        const found = await recalibrate(network, weights, stream([batch]));
        expect([...found.keys()]).to.deep.equal([...expected.keys()]);
        for (const [name, { shape }] of found) {
          const [a, b] = [weightOf(found, name), weightOf(expected, name)];
          expect(shape).to.deep.equal(b.shape);
          const range = b.data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
          expect(largestDifference(a.data, b.data) / range, name).to.be.below(1e-4);
        }
      }),
      { numRuns: 25, interruptAfterTimeLimit: 10_000 },
    );
  });

  it('pools batches of different sizes into the statistics of all images', async () => {
    const weights = randomWeights(SMALL, 1);
    const images = randomImages(SMALL, 5, 3).map((value, i) => value + Math.floor(i / 32));
    const [all] = batchesOf(SMALL, images, 5);
    const once = await recalibrate(SMALL, weights, stream([all]));
    const pooled = await recalibrate(SMALL, weights, stream(batchesOf(SMALL, images, 3, 2)));
    for (const name of ['bn.running_mean', 'bn.running_var']) {
      expect(largestDifference(weightOf(pooled, name).data, weightOf(once, name).data)).to.be.below(1e-5);
    }
    expect(weightOf(once, 'bn.running_mean').data[0]).to.be.above(1);
  });

  it('leaves the weights that it was given as they are', async () => {
    const weights = randomWeights(SMALL, 1);
    await recalibrate(SMALL, weights, stream(batchesOf(SMALL, randomImages(SMALL, 2, 1), 2)));
    expect(weights).to.deep.equal(randomWeights(SMALL, 1));
  });

  it('refuses statistics that are not finite', async () => {
    const images = randomImages(SMALL, 1, 1).fill(NaN);
    const weights = randomWeights(SMALL, 1);
    const broken = recalibrate(SMALL, weights, stream(batchesOf(SMALL, images, 1)));
    const error: unknown = await broken.catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'EVALUATION_NOT_FINITE');
    expect(error).to.have.property('message').that.contains("'bn'");
  });

  it('needs no statistics where there is no batch norm', async () => {
    const network: Network = { layers: [SMALL.layers[0]], output: 'image' };
    expect(parameterShapes(network).size).to.equal(0);
    expect((await recalibrate(network, new Map(), stream([]))).size).to.equal(0);
  });
});

describe('recalibrationBatch', () => {
  it('takes hundreds of small images at once, few of large ones, and never none', () => {
    const at = (size: number, width: number) =>
      buildArchitecture(
        {
          architecture: 'deeplabv3plus',
          backbone: 'resnet18',
          width,
          input: { height: size, width: size },
        },
        19,
      );
    expect(recalibrationBatch(at(64, 0.25))).to.be.above(128);
    expect(recalibrationBatch(at(960, 1))).to.be.within(2, 16);
    expect(recalibrationBatch(at(16384, 1))).to.equal(1);
  });
});

import { expect } from 'chai';
import fc from 'fast-check';
import { type ChannelGroup, channelGroups } from '../../../core/network/groups.js';
import { deliveredLayer, type Layer, type Network, type OpaqueLayer } from '../../../core/network/layer.js';
import type { GroupId, PrunePlan } from '../../../core/network/plan.js';
import { prunedNetwork, sliceWeights } from '../../../core/network/prune.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Weights } from '../../../core/network/weights.js';
import { exportOnnx } from '../../../runtime/onnx/export.js';
import { runNetwork } from '../../core/network/interpreter.js';
import { beforeArgmax, masksOf, randomImage } from '../../core/network/masks.js';
import { networks, randomPlan, randomWeights } from '../../core/network/random-networks.js';
import { largestDifference, runModel } from './run-model.js';

const seeds = fc.integer({ min: 0, max: 1e6 });

/** What the sliced network gives in onnxruntime. */
async function sliced(network: Network, plan: PrunePlan, weights: Weights, image: Float64Array) {
  const model = exportOnnx(prunedNetwork(network, plan), sliceWeights(network, plan, weights), { batch: 1 });
  return runModel(model, network, Float32Array.from(image));
}

function expectEqual(actual: ArrayLike<number>, expected: Float64Array): void {
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  expect(largestDifference(actual, expected)).to.be.at.most(1e-5 * scale);
}

/** Keeps one channel of each prunable group. */
function barestPlan(groups: readonly ChannelGroup[], seed: number): PrunePlan {
  const keep: Record<GroupId, readonly number[]> = {};
  for (const { id, channels, prunable } of groups) if (prunable) keep[id] = [seed % channels];
  return { version: 1, keep };
}

/** Softmaxes as the nodes of an importer that does not understand them. */
function withOpaqueSoftmaxes(network: Network): Network {
  const shapes = inferShapes(network);
  const layers = network.layers.map((layer): Layer => {
    if (layer.kind !== 'softmax') return layer;
    const node = { operator: 'Softmax', domain: '', inputs: ['in0'], outputs: ['y'] };
    const opaque: Omit<OpaqueLayer, 'channels' | 'height' | 'width'> = {
      name: layer.name,
      kind: 'opaque',
      inputs: layer.inputs,
      nodes: [{ ...node, attributes: { axis: { type: 'int', value: 1 } } }],
      result: 'y',
      parameters: {},
      constants: {},
    };
    return { ...opaque, ...shapeOf(shapes, layer.name) };
  });
  return { ...network, layers };
}

/** The network with a softmax behind the first layer of some channels, whose readers read the softmax. */
function withSoftmax(network: Network, seed: number): Network {
  const makers = network.layers
    .slice(1)
    .filter(({ name }) => name !== network.output && name !== network.delivers);
  if (makers.length === 0) return network;
  const { name } = makers[seed % makers.length];
  const softmax: Layer = { name: `${name}.softmax`, kind: 'softmax', inputs: [name] };
  const layers = network.layers.flatMap((layer): Layer[] => {
    const inputs = layer.inputs.map((input) => (input === name ? softmax.name : input));
    return layer.name === name ? [layer, softmax] : [{ ...layer, inputs }];
  });
  return { ...network, layers };
}

describe('a pruned network in onnxruntime', () => {
  it('gives what the whole one gives with the pruned channels at zero, for any network and plan', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(networks, seeds, async (any, seed) => {
        const network = beforeArgmax(any);
        const plan = randomPlan(channelGroups(network), seed);
        const weights = randomWeights(network, seed + 1);
        const image = randomImage(network, seed + 2);
        const wanted = deliveredLayer(network);
        const masked = runNetwork(network, weights, image, masksOf(network, plan), wanted);
        const [pruned, kept] = [prunedNetwork(network, plan), sliceWeights(network, plan, weights)];
        expectEqual(runNetwork(pruned, kept, image, new Map(), wanted), masked);
        expectEqual(await sliced(network, plan, weights, image), masked);
      }),
      { numRuns: 2000 },
    );
  });

  it('runs with one channel left of every group', async () => {
    await fc.assert(
      fc.asyncProperty(networks, seeds, async (network, seed) => {
        const plan = barestPlan(channelGroups(network), seed);
        const weights = randomWeights(network, seed + 1);
        const output = await sliced(network, plan, weights, randomImage(network, seed + 2));
        expect(output.every(Number.isFinite)).to.equal(true);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps what an opaque layer reads and makes, and equals the whole one around it', async () => {
    await fc.assert(
      fc.asyncProperty(networks, seeds, async (any, seed) => {
        const understood = withSoftmax(beforeArgmax(any), seed);
        const network = withOpaqueSoftmaxes(understood);
        const plan = randomPlan(channelGroups(network), seed);
        const weights = randomWeights(network, seed + 1);
        const image = randomImage(network, seed + 2);
        const masks = masksOf(network, plan);
        const masked = runNetwork(understood, weights, image, masks, deliveredLayer(network));
        expectEqual(await sliced(network, plan, weights, image), masked);
      }),
      { numRuns: 200 },
    );
  });
});

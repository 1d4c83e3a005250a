import { setFlagsFromString } from 'node:v8';
import { setImmediate } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import fc from 'fast-check';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import { countLayers } from '../../../core/network/counts.js';
import { channelGroups } from '../../../core/network/groups.js';
import { deliveredLayer, type Network } from '../../../core/network/layer.js';
import { checkWeights, initialWeights, parameterShapes } from '../../../core/network/parameters.js';
import type { PrunePlan } from '../../../core/network/plan.js';
import { prunedNetwork, sliceWeights } from '../../../core/network/prune.js';
import { Random } from '../../../core/random.js';
import { errorOf } from './expect-error.js';
import { runNetwork } from './interpreter.js';
import { masksOf, randomImage } from './masks.js';
import { networks, randomPlan, randomWeights } from './random-networks.js';

const deeplab = buildArchitecture(
  { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.05, input: { height: 32, width: 32 } },
  3,
);

function expectSlicedEqualsMasked(network: Network, seed: number): void {
  const plan = randomPlan(channelGroups(network), seed);
  const weights = randomWeights(network, seed + 1);
  const image = randomImage(network, seed + 2);
  const wanted = deliveredLayer(network);
  const masked = runNetwork(network, weights, image, masksOf(network, plan), wanted);
  const [pruned, kept] = [prunedNetwork(network, plan), sliceWeights(network, plan, weights)];
  const sliced = runNetwork(pruned, kept, image, new Map(), wanted);
  expect(sliced.length).to.equal(masked.length);
  masked.forEach((value, i) => {
    expect(sliced[i]).to.be.closeTo(value, 1e-9 * Math.max(1, Math.abs(value)));
  });
}

/** Buffers are given back between turns of the event loop. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  for (let turn = 0; turn < 2; turn++) {
    runInNewContext('gc()');
    await setImmediate();
  }
}

function plan(keep: Record<string, readonly number[]>): PrunePlan {
  return { version: 1, keep };
}

describe('pruning', () => {
  it('gives the outputs of the whole network with the pruned channels at zero, for any network and plan', () => {
    fc.assert(
      fc.property(networks, fc.integer({ min: 0, max: 1e6 }), (network, seed) => {
        expectSlicedEqualsMasked(network, seed);
      }),
      { numRuns: 200 },
    );
  });

  it('does so for DeepLabV3+', () => {
    expectSlicedEqualsMasked(deeplab, 5);
  });

  it('gives weights that fit the pruned network', () => {
    fc.assert(
      fc.property(networks, fc.integer({ min: 0, max: 1e6 }), (network, seed) => {
        const pruning = randomPlan(channelGroups(network), seed);
        const sliced = sliceWeights(network, pruning, randomWeights(network, seed));
        checkWeights(prunedNetwork(network, pruning), sliced);
      }),
    );
  });

  it('keeps the network as it is under an empty plan', () => {
    expect(prunedNetwork(deeplab, plan({}))).to.deep.equal(deeplab);
  });

  it('copies, so that training the pruned network leaves the whole one alone', () => {
    const weights = initialWeights(deeplab, Random.fromSeed(1));
    for (const [name, tensor] of sliceWeights(deeplab, plan({}), weights)) {
      expect(tensor).to.deep.equal(weights.get(name));
      expect(tensor.data.buffer).not.to.equal(weights.get(name)?.data.buffer);
    }
  });

  it('allocates no more than the sliced weights, and a little for what is known of each channel', async () => {
    const network = buildArchitecture(
      { architecture: 'deeplabv3plus', backbone: 'resnet18', input: { height: 32, width: 32 } },
      19,
    );
    const weights = new Map(
      [...parameterShapes(network)].map(([name, shape]) => {
        const size = shape.reduce((product, side) => product * side, 1);
        return [name, { shape, data: new Float32Array(size) }];
      }),
    );
    const pruning = randomPlan(channelGroups(network), 3);
    await collectGarbage();
    const before = process.memoryUsage().arrayBuffers;
    const sliced = sliceWeights(network, pruning, weights);
    const allocated = process.memoryUsage().arrayBuffers - before;
    const result = [...sliced.values()].reduce((sum, { data }) => sum + data.buffer.byteLength, 0);
    expect(result).to.equal([...sliced.values()].reduce((sum, { data }) => sum + data.byteLength, 0));
    expect(allocated).to.be.within(0.95 * result, 1.05 * result);
  });

  it('saves the pruned channels in every layer that makes or reads them', () => {
    const network = buildArchitecture(
      { architecture: 'deeplabv3plus', backbone: 'resnet18', input: { height: 64, width: 64 } },
      19,
    );
    const kept = Array.from({ length: 16 }, (_, i) => i);
    const pruned = prunedNetwork(network, plan({ 'decoder.reduce.conv': kept }));
    const saved = countLayers(network).total.params - countLayers(pruned).total.params;
    expect(saved).to.equal(32 * (64 + 2 + 256 * 9));
  });

  const cases: readonly [title: string, plan: PrunePlan, code: string, part: string][] = [
    ['a group that is not there', plan({ nose: [0] }), 'PLAN_UNKNOWN_GROUP', 'nose'],
    ['a frozen group', plan({ classifier: [0, 1] }), 'PLAN_FROZEN_GROUP', 'output'],
    ['no channel left', plan({ 'aspp.branch0.conv': [] }), 'PLAN_BAD_CHANNELS', 'aspp.branch0.conv'],
    ['channels out of order', plan({ 'aspp.branch0.conv': [2, 1] }), 'PLAN_BAD_CHANNELS', '2, 1'],
    ['a channel out of range', plan({ 'aspp.branch0.conv': [0, 13] }), 'PLAN_BAD_CHANNELS', '0, 13'],
    ['half a channel', plan({ 'aspp.branch0.conv': [0.5] }), 'PLAN_BAD_CHANNELS', '0.5'],
  ];
  for (const [title, bad, code, part] of cases) {
    it(`refuses a plan with ${title}`, () => {
      const error = errorOf(() => prunedNetwork(deeplab, bad));
      expect(error.code).to.equal(code);
      expect(error.message).to.include(part);
    });
  }

  it('accepts a plan that keeps a frozen group whole', () => {
    expect(prunedNetwork(deeplab, plan({ classifier: [0, 1, 2] }))).to.deep.equal(deeplab);
  });

  it('refuses a plan of another version', () => {
    const later = Object.assign(plan({}), { version: 2 });
    expect(errorOf(() => prunedNetwork(deeplab, later)).code).to.equal('PLAN_VERSION');
  });
});

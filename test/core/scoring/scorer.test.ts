import { expect } from 'chai';
import fc from 'fast-check';
import { candidateScorer } from '../../../core/scoring/scorer.js';
import { estimateNetwork } from '../../../core/scoring/estimate-network.js';
import type { Target } from '../../../core/hardware/target.js';
import { countLayers } from '../../../core/network/counts.js';
import type { ConvLayer, Layer, Network } from '../../../core/network/layer.js';
import type { GroupId, PrunePlan } from '../../../core/network/plan.js';
import { prunedNetwork } from '../../../core/network/prune.js';
import { keptByPlan, networkWidths, type Widths } from '../../../core/network/widths.js';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import { Random } from '../../../core/random.js';
import { SMALL } from '../network/architectures/small.js';
import { networks } from '../network/random-networks.js';

const targets: readonly Target[] = [
  { model: 'pe-array', spatialUnroll: { C: 4, K: 3 }, clockMhz: 100, wordBits: 16, dramGbps: 3 },
  {
    model: 'systolic',
    array: { height: 5, width: 3 },
    dataflow: 'ws',
    clockMhz: 90,
    wordBits: 8,
    dramGbps: 2,
  },
  { model: 'roofline', peakGmacs: 3, dramGbps: 7, wordBits: 32, launchUs: 3 },
];

function randomPlan({ groups }: Widths, random: Random): PrunePlan {
  const keep: Record<GroupId, readonly number[]> = {};
  for (const { id, channels } of groups) {
    const order = random.shuffle(Array.from({ length: channels }, (_, channel) => channel));
    keep[id] = order.slice(0, 1 + random.below(channels)).sort((a, b) => a - b);
  }
  return { version: 1, keep };
}

function widthsOf(network: Network): Widths {
  const widths = networkWidths(network);
  if (widths === undefined) throw new Error('the network has no widths');
  return widths;
}

/** Undefined widths are allowed for random networks only. */
function expectSame(network: Network, seed: number): void {
  const widths = networkWidths(network);
  fc.pre(widths !== undefined);
  const plan = randomPlan(widths, Random.fromSeed(seed));
  const kept = keptByPlan(widths, plan) ?? [];
  const pruned = prunedNetwork(network, plan);
  const { targets: costs, ...counts } = candidateScorer(network, widths, targets)(kept);
  expect(counts).to.deep.equal(countLayers(pruned).total);
  costs.forEach((cost, index) => {
    const { latencyMs, energyMj, peakMemoryBytes } = estimateNetwork(targets[index], pruned);
    expect(cost).to.deep.equal({ latencyMs, energyMj, peakMemoryBytes });
  });
}

describe('the scorer of candidates', () => {
  it('gives to the bit what counting and estimating the pruned network gives', () => {
    fc.assert(
      fc.property(networks, fc.integer({ min: 0 }), (network, seed) => {
        expectSame(network, seed);
      }),
      { numRuns: 150 },
    );
  });

  for (const [name, spec] of Object.entries(SMALL)) {
    it(`does so for ${name}`, () => {
      const network = buildArchitecture(spec, 5);
      widthsOf(network);
      for (const seed of [1, 2, 3]) expectSame(network, seed);
    });
  }

  it('is not for networks whose layers take some channels of a group more often than others', () => {
    const conv = (name: string, from: string): ConvLayer => ({
      name,
      kind: 'conv',
      inputs: [from],
      outChannels: 3,
      kernel: [1, 1],
      stride: [1, 1],
      dilation: [1, 1],
      padding: { top: 0, left: 0, bottom: 0, right: 0 },
      groups: 1,
      bias: false,
    });
    const layers: readonly Layer[] = [
      { name: 'image', kind: 'input', inputs: [], channels: 3, height: 4, width: 4 },
      conv('a', 'image'),
      { name: 'some', kind: 'select', inputs: ['a'], indices: [2, 1, 2, 0] },
      conv('b', 'some'),
    ];
    expect(networkWidths({ layers, output: 'b' })).to.equal(undefined);
  });

  it('keeps nothing of one candidate for the next', () => {
    const network = buildArchitecture(SMALL['DeepLabV3+'], 5);
    const widths = widthsOf(network);
    const whole = widths.groups.map(({ channels }) => channels);
    const score = candidateScorer(network, widths, targets);
    const before = score(whole);
    score(whole.map(() => 1));
    expect(score(whole)).to.deep.equal(before);
  });

  it('knows no channels of a plan for groups that the network lacks', () => {
    const widths = widthsOf(buildArchitecture(SMALL['U-Net'], 5));
    const keep: Record<GroupId, readonly number[]> = { ['nothing' as GroupId]: [0] };
    expect(keptByPlan(widths, { version: 1, keep })).to.equal(undefined);
    const whole = widths.groups.map(({ channels }) => channels);
    expect(keptByPlan(widths, { version: 1, keep: {} })).to.deep.equal(whole);
  });
});

import { expect } from 'chai';
import { estimate } from '../../../../core/hardware/index.js';
import type { PeArrayTarget } from '../../../../core/hardware/target.js';
import { buildArchitecture } from '../../../../core/network/architectures/index.js';
import { channelGroups } from '../../../../core/network/groups.js';
import type { Network } from '../../../../core/network/layer.js';
import { prunedNetwork } from '../../../../core/network/prune.js';
import { layerTable } from '../../../../core/network/rows.js';
import { assemble } from '../../../../runtime/compilers/pe-array/assemble.js';
import { encodeProgram } from '../../../../runtime/compilers/pe-array/encode.js';
import { Simulator } from '../../../../runtime/compilers/pe-array/simulator/simulate.js';
import { randomPlan } from '../../../core/network/random-networks.js';
import { randomImage, randomlyQuantised } from './random-programs.js';

const INPUT = { height: 40, width: 72 };
const SMALL = { backbone: 'resnet18', width: 0.125, input: INPUT } as const;

const NETWORKS: Readonly<Record<string, Network>> = {
  'DeepLabV3+': buildArchitecture({ architecture: 'deeplabv3plus', ...SMALL }, 5),
  'a separable DeepLabV3+': buildArchitecture(
    { architecture: 'deeplabv3plus', separable: true, ...SMALL },
    5,
  ),
  'DeepLabV3 on ResNet-50': buildArchitecture(
    { architecture: 'deeplabv3', ...SMALL, backbone: 'resnet50', width: 0.0625 },
    5,
  ),
};

const base = { model: 'pe-array', clockMhz: 125, wordBits: 16 } as const;
const TARGETS: Readonly<Record<string, PeArrayTarget>> = {
  'an array that computes all the time': { ...base, spatialUnroll: { C: 4, K: 4 }, dramGbps: 200 },
  'an array that waits for memory': { ...base, spatialUnroll: { C: 16, K: 32, FX: 3 }, dramGbps: 4 },
  'an array that is filled anew for each tile': {
    ...base,
    spatialUnroll: { C: 4, K: 8 },
    dramGbps: 200,
    passCycles: 12.5,
    tile: { width: 6, height: 6 },
  },
  'an array of bytes with small tiles': {
    ...base,
    wordBits: 8,
    spatialUnroll: { C: 8, K: 4 },
    dramGbps: 20,
    tile: { width: 5, height: 7 },
  },
};

/** Cycles that the simulator counts over those of the model. */
function ratio(network: Network, target: PeArrayTarget): number {
  const quantised = randomlyQuantised(network, 1, target.wordBits === 8 ? 8 : 16);
  const { cycles } = new Simulator(encodeProgram(assemble(quantised, target))).run(randomImage(quantised, 2));
  return cycles / (estimate(target, layerTable(network)).latencyMs * target.clockMhz * 1000);
}

describe('cycles that the simulator of the PE array counts', () => {
  for (const [name, network] of Object.entries(NETWORKS)) {
    const pruned = prunedNetwork(network, randomPlan(channelGroups(network), 4));
    for (const [kind, target] of Object.entries(TARGETS)) {
      it(`are within 2 % of the model's: ${name}, whole and pruned, on ${kind}`, () => {
        expect(ratio(network, target)).to.be.closeTo(1, 0.02);
        expect(ratio(pruned, target)).to.be.closeTo(1, 0.02);
      });
    }

    it(`are within 5 % where all data share the memory, with the padding of weights: ${name}`, () => {
      const target = { ...base, spatialUnroll: { C: 4, K: 4 }, dramGbps: 8, traffic: 'all' } as const;
      expect(ratio(network, target)).to.be.closeTo(1, 0.05);
    });
  }
});

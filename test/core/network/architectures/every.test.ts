import { expect } from 'chai';
import { type ArchitectureSpec, buildArchitecture } from '../../../../core/network/architectures/index.js';
import { channelGroups } from '../../../../core/network/groups.js';
import { checkWeights, initialWeights } from '../../../../core/network/parameters.js';
import { prunedNetwork, sliceWeights } from '../../../../core/network/prune.js';
import { inferShapes, shapeOf } from '../../../../core/network/shapes.js';
import { Random } from '../../../../core/random.js';
import { randomPlan } from '../random-networks.js';

const input = { height: 45, width: 67 };
const resnet = { backbone: 'resnet18', width: 0.0625, input } as const;

const ARCHITECTURES: readonly ArchitectureSpec[] = [
  { architecture: 'deeplabv3plus', ...resnet },
  { architecture: 'deeplabv3plus', separable: true, ...resnet },
  { architecture: 'deeplabv3', ...resnet },
  { architecture: 'deeplabv3', ...resnet, backbone: 'resnet50' },
  { architecture: 'unet', depth: 3, base: 4, input },
  { architecture: 'unet', depth: 2, base: 4, upsampling: 'bilinear', input },
];

function titleOf(spec: ArchitectureSpec): string {
  return Object.values(spec)
    .filter((value) => typeof value === 'string')
    .join(' ');
}

describe('every architecture', () => {
  for (const spec of ARCHITECTURES) {
    const network = buildArchitecture(spec, 3);

    it(`gives logits at the size of the input: ${titleOf(spec)}`, () => {
      expect(shapeOf(inferShapes(network), network.output)).to.deep.equal({ channels: 3, ...input });
    });

    it(`can be pruned everywhere but at its ends: ${titleOf(spec)}`, () => {
      const groups = channelGroups(network);
      expect(groups.filter(({ prunable }) => !prunable).map(({ id }) => id)).to.deep.equal([
        'input',
        'classifier',
      ]);
      const plan = randomPlan(groups, 3);
      const weights = initialWeights(network, Random.fromSeed(1));
      const pruned = prunedNetwork(network, plan);
      checkWeights(pruned, sliceWeights(network, plan, weights));
      expect(pruned).not.to.deep.equal(network);
    });
  }
});

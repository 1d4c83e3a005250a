import { expect } from 'chai';
import { buildArchitecture } from '../../../../core/network/architectures/index.js';
import { channelGroups } from '../../../../core/network/groups.js';
import { prunedNetwork, sliceWeights } from '../../../../core/network/prune.js';
import { inferShapes, shapeOf } from '../../../../core/network/shapes.js';
import { runNetwork } from '../interpreter.js';
import { masksOf, randomImage } from '../masks.js';
import { randomPlan, randomWeights } from '../random-networks.js';
import { SMALL } from './small.js';

describe('every architecture', () => {
  for (const [title, spec] of Object.entries(SMALL)) {
    const network = buildArchitecture(spec, 3);

    it(`gives logits at the size of the input: ${title}`, () => {
      expect(shapeOf(inferShapes(network), network.output)).to.deep.equal({ channels: 3, ...spec.input });
    });

    it(`can be pruned everywhere but at its ends: ${title}`, () => {
      const frozen = channelGroups(network).filter(({ prunable }) => !prunable);
      expect(frozen.map(({ id }) => id)).to.deep.equal(['input', 'classifier']);
    });

    it(`computes, pruned, what it computes with those channels at zero: ${title}`, () => {
      const plan = randomPlan(channelGroups(network), 5);
      const weights = randomWeights(network, 6);
      const image = randomImage(network, 7);
      const masked = runNetwork(network, weights, image, masksOf(network, plan));
      const sliced = runNetwork(prunedNetwork(network, plan), sliceWeights(network, plan, weights), image);
      const range = masked.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      masked.forEach((value, i) => {
        expect(sliced[i]).to.be.closeTo(value, 1e-9 * range);
      });
    });
  }
});

import { expect } from 'chai';
import fc from 'fast-check';
import { describeNetwork, explain } from '../../../core/network/description.js';
import { networks } from './random-networks.js';

describe('the description of a network', () => {
  it('adds up, and accounts for every channel, for any network', () => {
    fc.assert(
      fc.property(networks, (network) => {
        const { totals, layers, groups, frozen } = describeNetwork(network);
        expect(layers.map(({ name }) => name)).to.deep.equal(network.layers.map(({ name }) => name));
        expect(layers.reduce((sum, { macs }) => sum + macs, 0)).to.equal(totals.macs);
        expect(layers.reduce((sum, { params }) => sum + params, 0)).to.equal(totals.params);
        const ids = new Set(groups.map(({ id }) => id));
        const constants = layers.some(({ kind }) => kind === 'constant');
        for (const layer of layers) {
          expect(layer.groups.every(({ group }) => ids.has(group))).to.equal(true);
          const grouped = layer.groups.reduce((sum, { channels }) => sum + channels, 0);
          if (constants) expect(grouped).to.be.at.most(layer.shape[0]);
          else expect(grouped).to.equal(layer.shape[0]);
        }
        expect(frozen.map(({ group }) => group)).to.deep.equal(
          groups.filter(({ prunable }) => !prunable).map(({ id }) => id),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('names the layer that keeps channels from being pruned', () => {
    expect(explain("operator Softmax, MatMul of 'x'")).to.match(/^Softmax, MatMul of 'x' /);
    expect(explain('protected')).to.contain('protected');
  });
});

import { expect } from 'chai';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import { type ChannelGroup, channelGroups } from '../../../core/network/groups.js';
import { rankChannels } from '../../../core/network/ranking.js';
import { errorOf } from './expect-error.js';

const network = buildArchitecture(
  { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.1, input: { height: 32, width: 32 } },
  3,
);
const [frozen, first] = channelGroups(network);
const groups: readonly ChannelGroup[] = [
  frozen,
  {
    ...first,
    channels: 2,
    members: [
      { layer: 'a', indices: [0, 1] },
      { layer: 'b', indices: [2, 0] },
    ],
  },
];

const weights = new Map([
  ['a.weight', { shape: [2, 1, 1, 2], data: Float32Array.of(3, -4, 1, 0) }],
  ['b.weight', { shape: [3, 1, 1, 1], data: Float32Array.of(-2, 100, 12) }],
]);

describe('the ranking of channels', () => {
  it('adds up the absolute weights of all filters of a group', () => {
    expect([...rankChannels(groups, weights, 'l1')]).to.deep.equal([
      [first.id, Float64Array.of(3 + 4 + 12, 1 + 2)],
    ]);
  });

  it('takes the Euclidean norm of all filters of a group together', () => {
    expect([...rankChannels(groups, weights, 'l2')]).to.deep.equal([
      [first.id, Float64Array.of(13, Math.sqrt(5))],
    ]);
  });

  it('refuses weights that lack a filter', () => {
    expect(errorOf(() => rankChannels(groups, new Map(), 'l1')).code).to.equal('WEIGHTS_MISSING');
  });
});

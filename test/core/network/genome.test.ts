import { expect } from 'chai';
import fc from 'fast-check';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import { geneSpace, keptChannels, planFromGenome } from '../../../core/network/genome.js';
import { channelGroups } from '../../../core/network/groups.js';
import { initialWeights } from '../../../core/network/parameters.js';
import { prunedNetwork } from '../../../core/network/prune.js';
import { rankChannels } from '../../../core/network/ranking/index.js';
import { Random } from '../../../core/random.js';
import { errorOf } from './expect-error.js';

const network = buildArchitecture(
  { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.1, input: { height: 32, width: 32 } },
  3,
);
const groups = channelGroups(network);
const ranking = rankChannels(network, groups, initialWeights(network, Random.fromSeed(1)), { criterion: 'l1' });
const stem = groups[1].id;

describe('genomes', () => {
  it('have one gene a prunable group, in units of roundTo, the last of which keeps all', () => {
    const space = geneSpace(groups, { roundTo: 4, minRatio: 0.3 });
    expect(space).to.have.length(21);
    expect(space[0]).to.deep.equal({ group: stem, channels: 6, roundTo: 4, min: 1, max: 2 });
    expect(keptChannels(space.slice(0, 1), [1])).to.deep.equal([4]);
    expect(keptChannels(space.slice(0, 1), [2])).to.deep.equal([6]);
  });

  it('keep at least the least ratio, without a unit too many', () => {
    const [group] = groups.filter(({ prunable }) => prunable);
    const least = (channels: number, roundTo: number, minRatio: number): number =>
      geneSpace([{ ...group, channels }], { roundTo, minRatio })[0].min;
    expect(least(30, 1, 0.1)).to.equal(3);
    expect(least(3, 1, 0.1)).to.equal(1);
    // 0.07 * 100 is 7.000000000000001.
    expect(least(100, 1, 0.07)).to.equal(7);
    expect(least(10, 4, 0.7)).to.equal(2);
    expect(least(10, 1, 0)).to.equal(1);
    expect(least(10, 4, 1)).to.equal(3);
  });

  it('keep the most important channels, the lower index on a tie, in ascending order', () => {
    const [gene] = geneSpace(groups, { roundTo: 1, minRatio: 0 });
    const importance = new Map([[stem, Float64Array.of(1, 5, 2, 5, 2, 9)]]);
    const kept = (value: number): unknown => planFromGenome([gene], importance, [value]).keep[stem];
    expect(kept(1)).to.deep.equal([5]);
    expect(kept(2)).to.deep.equal([1, 5]);
    expect(kept(4)).to.deep.equal([1, 2, 3, 5]);
    expect(kept(6)).to.equal(undefined);
  });

  it('give plans that fit the network and keep what was asked, for any genome', () => {
    const space = geneSpace(groups, { roundTo: 3, minRatio: 0.2 });
    const genomes = fc.tuple(...space.map(({ min, max }) => fc.integer({ min, max })));
    fc.assert(
      fc.property(genomes, (genome) => {
        const pruned = channelGroups(prunedNetwork(network, planFromGenome(space, ranking, genome)));
        const left = pruned.filter(({ prunable }) => prunable).map(({ channels }) => channels);
        expect(left).to.deep.equal(keptChannels(space, genome));
      }),
      { numRuns: 50 },
    );
  });

  const space = geneSpace(groups, { roundTo: 1, minRatio: 0.5 }).slice(0, 2);
  for (const [title, action, code, part] of [
    ['a genome of another length', () => keptChannels(space, [3]), 'GENOME_MISMATCH', '1 genes'],
    ['a gene below its range', () => keptChannels(space, [2, 6]), 'GENOME_MISMATCH', 'is 2'],
    ['a gene above its range', () => keptChannels(space, [6, 7]), 'GENOME_MISMATCH', 'is 7'],
    ['half a unit', () => keptChannels(space, [3.5, 6]), 'GENOME_MISMATCH', 'is 3.5'],
    ['a ranking of others', () => planFromGenome(space, new Map(), [3, 6]), 'GENOME_MISMATCH', stem],
    ['a unit of zero', () => geneSpace(groups, { roundTo: 0, minRatio: 0 }), 'GENOME_BAD_OPTION', 'roundTo'],
    [
      'a ratio above one',
      () => geneSpace(groups, { roundTo: 1, minRatio: 2 }),
      'GENOME_BAD_OPTION',
      'minRatio',
    ],
  ] as const) {
    it(`are refused with ${title}`, () => {
      const error = errorOf(action);
      expect(error.code).to.equal(code);
      expect(error.message).to.include(part);
    });
  }
});

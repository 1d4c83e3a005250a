import { expect } from 'chai';
import fc from 'fast-check';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import type { Bound, Limits } from '../../../core/network/bounds.js';
import { geneSpace, keptChannels, planFromGenome } from '../../../core/network/genome.js';
import { type ChannelGroup, channelGroups } from '../../../core/network/groups.js';
import type { GroupId } from '../../../core/network/plan.js';
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
const ranking = rankChannels(network, groups, initialWeights(network, Random.fromSeed(1)), {
  criterion: 'l1',
});
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

  it('keep at most the greatest ratio, in whole units', () => {
    const [group] = groups.filter(({ prunable }) => prunable);
    const most = (channels: number, roundTo: number, maxRatio: number): number =>
      geneSpace([{ ...group, channels }], { roundTo, minRatio: 0, maxRatio })[0].max;
    expect(most(30, 1, 0.9)).to.equal(27);
    expect(most(10, 4, 0.9)).to.equal(2);
    expect(most(10, 4, 1)).to.equal(3);
    // 0.29 * 100 is 28.999999999999996.
    expect(most(100, 1, 0.29)).to.equal(29);
  });

  it('take their limits from bounds, the last that means a group first, key by key', () => {
    const space = geneSpace(groups, {
      roundTo: 1,
      minRatio: 0.1,
      bounds: [
        { layers: 'backbone.layer1.*', minRatio: 0.5, maxRatio: 0.8 },
        // A member of the stem's group, which is called after another.
        { layers: 'backbone.layer1.0.conv2', roundTo: 2 },
        { layers: 'backbone.layer1.1.conv1', minRatio: 1, maxRatio: 1 },
      ],
    });
    const gene = (id: string) => space.find(({ group }) => group === id);
    expect(gene(stem)).to.deep.equal({ group: stem, channels: 6, roundTo: 2, min: 2, max: 2 });
    expect(gene('backbone.layer1.0.conv1')).to.deep.include({ roundTo: 1, min: 3, max: 4 });
    expect(gene('backbone.layer1.1.conv1')).to.deep.include({ roundTo: 1, min: 6, max: 6 });
    expect(gene('classifier')).to.equal(undefined);
    expect(gene('decoder.reduce.conv')).to.deep.include({ min: 1, max: 5 });
  });

  it("take a group's own id for that group alone, though its layer is in another too", () => {
    const [group] = groups.filter(({ prunable }) => prunable);
    const named = (id: string, ...layers: string[]): ChannelGroup => {
      const members = layers.map((layer) => ({ layer, indices: [0, 1, 2, 3] }));
      return { ...group, id: id as GroupId, channels: 4, members };
    };
    const space = geneSpace([named('a', 'a', 'b'), named('b', 'b'), named('b#2', 'b')], {
      roundTo: 1,
      minRatio: 0.25,
      bounds: [{ layers: 'b', minRatio: 1 }],
    });
    expect(space.map(({ min }) => min)).to.deep.equal([1, 4, 1]);
  });

  it('respect their bounds, whatever is drawn', () => {
    const limits = {
      minRatio: fc.double({ min: 0, max: 0.5, noNaN: true }),
      maxRatio: fc.double({ min: 0.4, max: 1, noNaN: true }),
      roundTo: fc.integer({ min: 1, max: 3 }),
    };
    const bound = fc.record(
      { layers: fc.constantFrom('*', 'backbone.*', 'aspp.?roject.conv', String(stem)), ...limits },
      { requiredKeys: ['layers'] },
    );
    const options = fc.record({ ...limits, bounds: fc.array(bound, { maxLength: 3 }) });
    let spaces = 0;
    fc.assert(
      fc.property(options, fc.nat(), (given, seed) => {
        const random = Random.fromSeed(seed);
        let space;
        try {
          space = geneSpace(groups, given);
        } catch (error) {
          expect(error).to.have.property('code', 'BOUNDS_EMPTY');
          return;
        }
        spaces++;
        const genome = space.map(({ min, max }) => min + random.below(max - min + 1));
        keptChannels(space, genome).forEach((kept, index) => {
          const { group, channels } = space[index];
          const [least, most, unit] = limitsFor(given, group);
          expect(kept).to.be.at.least(least * channels - 1e-6);
          expect(kept).to.be.at.most(most * channels + 1e-6);
          expect(kept === channels || kept % unit === 0).to.equal(true);
        });
      }),
      { numRuns: 400 },
    );
    expect(spaces).to.be.above(100);
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
    ['a bound on no layer', () => boundedBy({ layers: 'backbon.*' }), 'BOUNDS_NO_MATCH', 'backbon.*'],
    ['a bound above one', () => boundedBy({ layers: '*', maxRatio: 1.5 }), 'GENOME_BAD_OPTION', 'maxRatio'],
    [
      'a unit above what may stay',
      () => boundedBy({ layers: '*', roundTo: 8, maxRatio: 0.5 }),
      'BOUNDS_EMPTY',
      stem,
    ],
  ] as const) {
    it(`are refused with ${title}`, () => {
      const error = errorOf(action);
      expect(error.code).to.equal(code);
      expect(error.message).to.include(part);
    });
  }
});

function boundedBy(bound: Bound): unknown {
  return geneSpace(groups, { roundTo: 1, minRatio: 0, bounds: [bound] });
}

/** The limits of a group as the documentation words them, apart from the code under test. */
function limitsFor(
  { minRatio, maxRatio, roundTo, bounds }: Limits & { readonly bounds: readonly Bound[] },
  group: string,
): [least: number, most: number, unit: number] {
  const patterns: Readonly<Record<string, (id: string) => boolean>> = {
    '*': () => true,
    'backbone.*': (id) => id.startsWith('backbone.'),
    'aspp.?roject.conv': (id) => id === 'aspp.project.conv',
  };
  const meant = bounds.filter(({ layers }) => (patterns[layers] ?? ((id) => id === layers))(group));
  const newest = (key: keyof Limits): number | undefined => meant.findLast((bound) => key in bound)?.[key];
  return [newest('minRatio') ?? minRatio, newest('maxRatio') ?? maxRatio, newest('roundTo') ?? roundTo];
}

import { expect } from 'chai';
import fc from 'fast-check';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import { channelGroups } from '../../../core/network/groups.js';
import type { Network } from '../../../core/network/layer.js';
import { composePlans, type PrunePlan } from '../../../core/network/plan.js';
import { formatPlan, parsePlan } from '../../../core/network/plan-file.js';
import { prunedNetwork, sliceWeights } from '../../../core/network/prune.js';
import { errorOf } from './expect-error.js';
import { networks, randomPlan, randomWeights } from './random-networks.js';

const deeplab = buildArchitecture(
  { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.1, input: { height: 32, width: 32 } },
  3,
);

describe('a prune plan as a file', () => {
  it('has a line a group', () => {
    const plan = parsePlan('{"version":1,"keep":{"a":[0,2],"b#2":[1]}}');
    expect(formatPlan(plan).split('\n')).to.deep.equal([
      '{',
      '  "version": 1,',
      '  "keep": {',
      '    "a": [0, 2],',
      '    "b#2": [1]',
      '  }',
      '}',
      '',
    ]);
    expect(JSON.parse(formatPlan({ version: 1, keep: {} }))).to.deep.equal({ version: 1, keep: {} });
  });

  it('reads back as the same plan, whatever the names of groups', () => {
    const channels = fc.array(fc.nat(), { maxLength: 5 });
    const plans = fc.uniqueArray(fc.tuple(fc.string({ unit: 'binary' }), channels), {
      selector: ([id]) => id,
    });
    fc.assert(
      fc.property(plans, (keep) => {
        const plan: PrunePlan = { version: 1, keep: Object.fromEntries(keep) };
        const read = parsePlan(formatPlan(plan));
        expect(Object.entries(read.keep)).to.deep.equal(Object.entries(plan.keep));
      }),
      { examples: [[[['__proto__', [1]]]]] },
    );
  });

  it('prunes a network as the plan itself does', () => {
    const plan = randomPlan(channelGroups(deeplab), 5);
    const read = parsePlan(formatPlan(plan));
    expect(prunedNetwork(deeplab, read)).to.deep.equal(prunedNetwork(deeplab, plan));
  });

  for (const [title, text, code, part] of [
    ['no JSON', 'keep: all', 'PLAN_FILE', 'no JSON'],
    ['a list', '[]', 'PLAN_FILE', 'no map'],
    ['nothing', 'null', 'PLAN_FILE', 'no map'],
    ['no plan', '{"version":1}', 'PLAN_FILE', "'keep'"],
    ['a list for a map', '{"version":1,"keep":[]}', 'PLAN_FILE', "'keep'"],
    ['a number for channels', '{"version":1,"keep":{"a":3}}', 'PLAN_FILE', "'a'"],
    ['half a channel', '{"version":1,"keep":{"a":[0.5]}}', 'PLAN_FILE', "'a'"],
    ['a channel before the first', '{"version":1,"keep":{"a":[-1]}}', 'PLAN_FILE', "'a'"],
    ['another version', '{"version":2,"keep":{}}', 'PLAN_VERSION', '2'],
  ] as const) {
    it(`is refused with ${title}`, () => {
      const error = errorOf(() => parsePlan(text));
      expect(error.code).to.equal(code);
      expect(error.message).to.include(part);
    });
  }
});

describe('plans one after the other', () => {
  it('prune as one does, for any network', () => {
    fc.assert(
      fc.property(networks, fc.nat(), (network, seed) => {
        const weights = randomWeights(network, seed);
        const first = randomPlan(channelGroups(network), seed + 1);
        const between = prunedNetwork(network, first);
        // A depthwise convolution of one channel is a plain one, and ties nothing.
        fc.pre(groupNames(network).join() === groupNames(between).join());
        const second = randomPlan(channelGroups(between), seed + 2);
        const both = composePlans(first, second);
        expect(prunedNetwork(network, both)).to.deep.equal(prunedNetwork(between, second));
        expect(sliceWeights(network, both, weights)).to.deep.equal(
          sliceWeights(between, second, sliceWeights(network, first, weights)),
        );
      }),
      { numRuns: 100 },
    );
  });
});

function groupNames(network: Network): readonly string[] {
  return channelGroups(network).map(
    ({ id, members }) => `${id} ${members.map(({ layer }) => layer).join(' ')}`,
  );
}

import { channelGroups } from '../core/network/groups.js';
import type { Benchmark, Finding } from './benchmark.js';
import { fcnResnet152 } from './networks.js';
import { askPeer, numberOf } from './peer.js';
import { formatMs, leastMs } from './timing.js';

const LIMIT_MS = 50;

export const groups: Benchmark = {
  name: 'groups',
  about: 'channel groups of a network of more than 300 layers',
  async run() {
    const network = fcnResnet152(224, 21);
    const begin = performance.now();
    const count = channelGroups(network).length;
    const first = performance.now() - begin;
    const [ours] = await leastMs([() => channelGroups(network)], { turns: 30 });
    const what = `${count} groups of ${network.layers.length} layers`;
    const findings: Finding[] = [withinLimit(`${what}, the first time`, first), withinLimit(what, ours)];
    const peer = await askPeer('peers', 'torch_pruning_graph.py', ['fcn_resnet152', '--repeats', '3']);
    if (peer === undefined) return findings;
    const theirs = numberOf(peer, 'graphMs') + numberOf(peer, 'groupsMs');
    const against = `Torch-Pruning, with the pass that traces the network: ${formatMs(theirs)}, ${numberOf(peer, 'groups')} groups`;
    return [...findings, { what, ours: formatMs(ours), against, ratio: ours / theirs }];
  },
};

function withinLimit(what: string, ms: number): Finding {
  return {
    what,
    ours: formatMs(ms),
    against: `limit: ${formatMs(LIMIT_MS)}`,
    ratio: ms / LIMIT_MS,
    limit: 1,
  };
}

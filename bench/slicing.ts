import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { formatBytes } from '../core/metrics/format.js';
import { channelGroups } from '../core/network/groups.js';
import type { Network } from '../core/network/layer.js';
import type { GroupId, PrunePlan } from '../core/network/plan.js';
import { prunedNetwork, sliceWeights } from '../core/network/prune.js';
import { Random } from '../core/random.js';
import type { Benchmark, Finding } from './benchmark.js';
import { fcnResnet152 } from './networks.js';
import { askPeer, numberOf } from './peer.js';
import { formatMs, leastMs } from './timing.js';
import { filledWeights, weightBytes } from './weights.js';

const KEPT = 0.7;
/** Room for what is known of each channel while slicing: a few words, beside the thousands that it weighs. */
const BOOKKEEPING = 1.05;

export const slicing: Benchmark = {
  name: 'slicing',
  about: `weights of a network that keeps ${KEPT * 100} % of each channel group`,
  async run() {
    const network = fcnResnet152(224, 21);
    const weights = filledWeights(network);
    const plan = randomPlan(network);
    const { allocated, result } = await allocation(() => weightBytes(sliceWeights(network, plan, weights)));
    const what = `slicing ${formatBytes(weightBytes(weights))}`;
    const [ours] = await leastMs(
      [() => [prunedNetwork(network, plan), sliceWeights(network, plan, weights)]],
      { turns: 5 },
    );
    const findings: Finding[] = [
      {
        what: `${what}: memory`,
        ours: formatBytes(allocated),
        against: `its result: ${formatBytes(result)}`,
        ratio: allocated / result,
        limit: BOOKKEEPING,
      },
    ];
    const peer = await askPeer('peers', 'torch_pruning_graph.py', ['fcn_resnet152', '--repeats', '3']);
    const against = peer === undefined ? 'no peer' : `Torch-Pruning: ${formatMs(numberOf(peer, 'sliceMs'))}`;
    const ratio = peer === undefined ? undefined : ours / numberOf(peer, 'sliceMs');
    return [...findings, { what: `${what}: time`, ours: formatMs(ours), against, ratio }];
  },
};

function randomPlan(network: Network): PrunePlan {
  const random = Random.fromSeed(1);
  const keep: Record<GroupId, readonly number[]> = {};
  for (const { id, channels, prunable } of channelGroups(network)) {
    if (!prunable) continue;
    const order = random.shuffle(Array.from({ length: channels }, (_, channel) => channel));
    keep[id] = order.slice(0, Math.round(KEPT * channels)).sort((a, b) => a - b);
  }
  return { version: 1, keep };
}

/** Bytes of array buffers that some work allocates, garbage included as far as nobody collects it, and its result. */
async function allocation(work: () => number): Promise<{ allocated: number; result: number }> {
  await collectGarbage();
  const before = process.memoryUsage().arrayBuffers;
  const result = work();
  return { allocated: process.memoryUsage().arrayBuffers - before, result };
}

/** Buffers are given back between turns of the event loop. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  for (let turn = 0; turn < 2; turn++) {
    runInNewContext('gc()');
    await setImmediate();
  }
}

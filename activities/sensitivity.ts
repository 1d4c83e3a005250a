import { geneAt, geneSpace, keptChannels, planFromGenome } from '../core/network/genome.js';
import { channelGroups } from '../core/network/groups.js';
import { putJson } from '../runtime/store/json.js';
import type { GroupSweep, SweepRequest } from './messages.js';
import { readNetwork } from './networks.js';
import { rankStored } from './ranking.js';
import type { Surroundings } from './surroundings.js';

/** The plans that prune one group of a network at a time, by group and pruning ratio. */
export async function sweep(
  { store }: Pick<Surroundings, 'store'>,
  request: SweepRequest,
): Promise<readonly GroupSweep[]> {
  const loaded = await readNetwork(store, request.network);
  const groups = channelGroups(loaded.network, request);
  const genes = geneSpace(groups, { roundTo: request.roundTo, minRatio: 0 });
  const ranks = await rankStored(store, request.network, loaded, groups, request.ranking);
  const whole = genes.map(({ max }) => max);
  return Promise.all(
    genes.map(async (gene, index): Promise<GroupSweep> => {
      const points = request.ratios.map(async (ratio) => {
        const genome = whole.with(index, geneAt(gene, ratio));
        const kept = keptChannels(genes, genome)[index];
        const plan = kept === gene.channels ? null : planFromGenome(genes, ranks, genome);
        return { ratio, kept, plan: plan && (await putJson(store, plan)) };
      });
      return { id: gene.group, channels: gene.channels, points: await Promise.all(points) };
    }),
  );
}

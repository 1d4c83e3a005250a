import type { ChannelGroup } from '../core/network/groups.js';
import { rankChannels, type Ranking } from '../core/network/ranking/index.js';
import type { GroupId } from '../core/network/plan.js';
import type { Store } from '../runtime/store/store.js';
import { decodeSafetensors } from '../runtime/tensor/safetensors.js';
import type { BlobId, RankingRef } from './messages.js';
import type { LoadedNetwork } from './networks.js';

type Ranks = ReadonlyMap<GroupId, Float64Array>;

/** The last ranking of this process: a search asks for the same one in every generation, and some take seconds. */
let last: { readonly key: string; readonly ranks: Promise<Ranks> } | undefined;

/** The importances of the channels of a stored network. */
export function rankStored(
  store: Store,
  id: BlobId,
  { network, weights }: LoadedNetwork,
  groups: readonly ChannelGroup[],
  ranking: RankingRef,
): Promise<Ranks> {
  const key = JSON.stringify([id, groups.map(({ id, prunable }) => [id, prunable]), ranking]);
  if (last?.key !== key) {
    const ranks = readRanking(store, ranking).then((read) => rankChannels(network, groups, weights, read));
    last = { key, ranks };
    // One that fails is not kept: what it lacks may be there the next time.
    ranks.catch(() => (last = undefined));
  }
  return last.ranks;
}

async function readRanking(store: Store, ranking: RankingRef): Promise<Ranking> {
  if (ranking.criterion !== 'taylor') return ranking;
  const { weights } = decodeSafetensors(await store.get(ranking.gradients));
  return { criterion: 'taylor', gradients: weights };
}

import type { Ranking } from '../core/network/ranking/index.js';
import type { Store } from '../runtime/store/store.js';
import { decodeSafetensors } from '../runtime/tensor/safetensors.js';
import type { RankingRef } from './messages.js';

/** A ranking with its gradients read from the store. */
export async function readRanking(store: Store, ranking: RankingRef): Promise<Ranking> {
  if (ranking.criterion !== 'taylor') return ranking;
  const { weights } = decodeSafetensors(await store.get(ranking.gradients));
  return { criterion: 'taylor', gradients: weights };
}

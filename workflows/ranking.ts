import type { BlobId, NamedDataset, RankingRef, RunContext } from '../activities/messages.js';
import type { Criterion } from '../core/network/ranking/index.js';
import { deriveSeed } from '../core/random.js';
import { tensors } from './proxies.js';

export interface RankingInput {
  readonly run: RunContext;
  readonly step: string;
  readonly network: BlobId;
  readonly dataset: NamedDataset;
  readonly settings: { readonly ranking: Criterion; readonly rankingImages: number };
  readonly seed: number;
}

/** A ranking with all that it needs: for `taylor`, gradients are computed first. */
export async function prepareRanking(input: RankingInput): Promise<RankingRef> {
  const { run, step, network, dataset, settings, seed } = input;
  const { ranking: criterion, rankingImages: images } = settings;
  const own = deriveSeed(seed, 'ranking');
  switch (criterion) {
    case 'taylor': {
      const { gradients } = await tensors().saliency.executeWithOptions({ summary: 'ranking: saliency' }, [
        { run, label: step, network, dataset, images, seed: own },
      ]);
      return { criterion, gradients };
    }
    case 'random':
      return { criterion, seed: own };
    default:
      return { criterion };
  }
}

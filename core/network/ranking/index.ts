import type { ChannelGroup } from '../groups.js';
import type { Network } from '../layer.js';
import type { GroupId } from '../plan.js';
import type { Weights } from '../weights.js';
import { batchNormScale } from './bn-scale.js';
import { geometricMedian } from './geometric-median.js';
import { groupParameters } from './group-parameters.js';
import { magnitude } from './magnitude.js';
import { randomImportance } from './random.js';
import { taylor } from './taylor.js';

/** What tells important channels from others, with what it needs beside the weights. */
export type Ranking =
  | { readonly criterion: 'l1' | 'l2' | 'bn-scale' | 'geometric-median' }
  /** `gradients`: of the training loss, a tensor a parameter, by name and in shape as the weights are. */
  | { readonly criterion: 'taylor'; readonly gradients: Weights }
  | { readonly criterion: 'random'; readonly seed: number };

export type Criterion = Ranking['criterion'];

type Rank = (group: ChannelGroup) => Float64Array;

/**
 * The importance of each channel of each prunable group: the larger, the longer it stays. Importances are comparable
 * within a group only. A criterion looks at all parameters that make a channel, over all members of its group, as they
 * are: layers are not normalised against each other first (Fang et al. 2023, DepGraph, section 3.3, adds up a group's
 * parameters likewise). Members without parameters of their own, such as constants, do not count, and layers that
 * share parameters count once.
 *
 * Throws a NetworkError `WEIGHTS_MISSING`, or `GRADIENTS_MISSING` where `taylor` lacks one.
 */
export function rankChannels(
  network: Network,
  groups: readonly ChannelGroup[],
  weights: Weights,
  ranking: Ranking,
): ReadonlyMap<GroupId, Float64Array> {
  const rank = rankWith(network, weights, ranking);
  return new Map(groups.filter(({ prunable }) => prunable).map((group) => [group.id, rank(group)]));
}

function rankWith(network: Network, weights: Weights, ranking: Ranking): Rank {
  const parameters = groupParameters(network);
  switch (ranking.criterion) {
    case 'l1':
    case 'l2': {
      const norm = ranking.criterion;
      return (group) => magnitude(parameters(group), weights, norm);
    }
    case 'bn-scale':
      return (group) => batchNormScale(parameters(group), weights);
    case 'geometric-median': {
      const measure = geometricMedian(weights);
      return (group) => measure(parameters(group));
    }
    case 'taylor':
      return (group) => taylor(parameters(group), weights, ranking.gradients);
    case 'random':
      return (group) => randomImportance(group, ranking.seed);
  }
}

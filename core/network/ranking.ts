import type { ChannelGroup } from './groups.js';
import { weightOf } from './parameters.js';
import type { GroupId } from './plan.js';
import type { Weights } from './weights.js';

export type Norm = 'l1' | 'l2';

/**
 * The importance of each channel of each prunable group: the norm of all weights of the filters that make it, over all
 * members of the group. Magnitude as importance: Li et al. 2017, Pruning Filters for Efficient ConvNets, section 3.1;
 * taking tied filters together extends its section 3.3, which ranks by the shortcut's filter alone.
 *
 * Throws a NetworkError `WEIGHTS_MISSING`.
 */
export function rankChannels(
  groups: readonly ChannelGroup[],
  weights: Weights,
  norm: Norm,
): ReadonlyMap<GroupId, Float64Array> {
  const ranking = new Map<GroupId, Float64Array>();
  for (const group of groups) {
    if (group.prunable) ranking.set(group.id, groupImportance(group, weights, norm));
  }
  return ranking;
}

function groupImportance(group: ChannelGroup, weights: Weights, norm: Norm): Float64Array {
  const totals = new Float64Array(group.channels);
  for (const { layer, indices } of group.members) {
    const { shape, data } = weightOf(weights, `${layer}.weight`);
    const size = data.length / shape[0];
    indices.forEach((index, channel) => {
      totals[channel] += filterTotal(data, index * size, (index + 1) * size, norm);
    });
  }
  return norm === 'l1' ? totals : totals.map(Math.sqrt);
}

function filterTotal(data: Float32Array, start: number, end: number, norm: Norm): number {
  let total = 0;
  for (let i = start; i < end; i++) total += norm === 'l1' ? Math.abs(data[i]) : data[i] * data[i];
  return total;
}

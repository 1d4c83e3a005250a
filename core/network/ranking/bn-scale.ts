import { weightOf } from '../parameters.js';
import type { Weights } from '../weights.js';
import type { GroupParameters } from './group-parameters.js';
import { magnitude } from './magnitude.js';

/**
 * The scale |gamma| of the batch norm that follows a channel's filter, added up over the members of the group: Liu et
 * al. 2017, Learning Efficient Convolutional Networks through Network Slimming, section 3. Members without batch norm do
 * not count; where no member has one, the group is ranked by the L1 norm of its filters.
 *
 * Throws a NetworkError `WEIGHTS_MISSING`.
 */
export function batchNormScale(group: GroupParameters, weights: Weights): Float64Array {
  if (group.norms.length === 0) return magnitude(group, weights, 'l1');
  const totals = new Float64Array(group.channels);
  for (const { layer, indices } of group.norms) {
    const { data } = weightOf(weights, `${layer.name}.weight`);
    indices.forEach((index, channel) => {
      totals[channel] += Math.abs(data[index]);
    });
  }
  return totals;
}

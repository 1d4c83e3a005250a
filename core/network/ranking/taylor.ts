import { NetworkError } from '../../errors.js';
import { weightOf } from '../parameters.js';
import type { Tensor, Weights } from '../weights.js';
import { filterSpans, type Span } from './filters.js';
import type { GroupParameters } from './group-parameters.js';

/**
 * How much the loss would change without a channel, to first order: the squared sum of parameter times gradient over all
 * parameters that go with it (Molchanov et al. 2019, Importance Estimation for Neural Network Pruning, section 3). For a
 * filter that a batch norm follows those are the batch norm's scale and shift, the paper's gate after batch norm: the
 * filter's own sum says nothing, since batch norm undoes any change of a filter's scale. For others they are its weights
 * and its bias. All members go together, so that their sums are added up before they are squared.
 *
 * Throws a NetworkError `WEIGHTS_MISSING` or `GRADIENTS_MISSING`.
 */
export function taylor(group: GroupParameters, weights: Weights, gradients: Weights): Float64Array {
  const slopes = new Float64Array(group.channels);
  const add = (name: string, indices: readonly number[], spansOf: SpansOf): void => {
    const tensor = weightOf(weights, name);
    const gradient = gradientOf(gradients, name, tensor);
    indices.forEach((index, channel) => {
      for (const { start, end } of spansOf(tensor, index)) {
        for (let i = start; i < end; i++) slopes[channel] += tensor.data[i] * gradient.data[i];
      }
    });
  };
  for (const { layer, indices } of group.norms) {
    add(`${layer.name}.weight`, indices, single);
    add(`${layer.name}.bias`, indices, single);
  }
  for (const { layer, indices } of group.bare) {
    add(`${layer.name}.weight`, indices, (tensor, index) => filterSpans(layer, tensor, index));
    if (layer.bias) add(`${layer.name}.bias`, indices, single);
  }
  return slopes.map((slope) => slope * slope);
}

type SpansOf = (tensor: Tensor, index: number) => readonly Span[];

const single: SpansOf = (_, index) => [{ start: index, end: index + 1 }];

function gradientOf(gradients: Weights, name: string, { data }: Tensor): Tensor {
  const gradient = gradients.get(name);
  if (gradient?.data.length === data.length) return gradient;
  throw new NetworkError('GRADIENTS_MISSING', `There is no gradient of '${name}' in its shape.`, {
    hint: 'Rank a network by gradients of this very network.',
  });
}

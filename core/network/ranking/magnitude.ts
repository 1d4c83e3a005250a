import { weightOf } from '../parameters.js';
import type { Weights } from '../weights.js';
import { filterSpans } from './filters.js';
import type { GroupParameters } from './group-parameters.js';

/**
 * The L1 or L2 norm of all weights that make a channel. Magnitude as importance: Li et al. 2017, Pruning Filters for
 * Efficient ConvNets, section 3.1; taking tied filters together, as if they were one, extends its section 3.3, which
 * ranks by the shortcut's filter alone.
 *
 * Throws a NetworkError `WEIGHTS_MISSING`.
 */
export function magnitude(
  { channels, filters }: GroupParameters,
  weights: Weights,
  norm: 'l1' | 'l2',
): Float64Array {
  const totals = new Float64Array(channels);
  for (const { layer, indices } of filters) {
    const tensor = weightOf(weights, `${layer.name}.weight`);
    indices.forEach((index, channel) => {
      for (const { start, end } of filterSpans(layer, tensor, index)) {
        totals[channel] += total(tensor.data, start, end, norm);
      }
    });
  }
  return norm === 'l1' ? totals : totals.map(Math.sqrt);
}

function total(data: Float32Array, start: number, end: number, norm: 'l1' | 'l2'): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += norm === 'l1' ? Math.abs(data[i]) : data[i] * data[i];
  return sum;
}

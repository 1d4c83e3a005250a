import { weightOf } from '../parameters.js';
import type { Weights } from '../weights.js';
import { filterSpans } from './filters.js';
import type { FilterBank, GroupParameters } from './group-parameters.js';

/**
 * How far a filter lies from all others of its layer: the sum of Euclidean distances, added up over the members of the
 * group. The filter nearest to the geometric median has the least, and the others can stand in for it: He et al. 2019,
 * Filter Pruning via Geometric Median, section 3. A layer's distances are computed once for all groups.
 *
 * The function that it gives throws a NetworkError `WEIGHTS_MISSING`.
 */
export function geometricMedian(weights: Weights): (group: GroupParameters) => Float64Array {
  const known = new Map<string, Float64Array>();
  const distancesOf = ({ layer }: FilterBank): Float64Array => {
    const distances = known.get(layer.name) ?? summedDistances(layer, weights);
    known.set(layer.name, distances);
    return distances;
  };
  return ({ channels, filters }) => {
    const totals = new Float64Array(channels);
    for (const bank of filters) {
      const distances = distancesOf(bank);
      bank.indices.forEach((index, channel) => {
        totals[channel] += distances[index];
      });
    }
    return totals;
  };
}

/** For each filter of a layer the sum of its distances to the others. */
function summedDistances(layer: FilterBank['layer'], weights: Weights): Float64Array {
  const tensor = weightOf(weights, `${layer.name}.weight`);
  const count = layer.outChannels;
  const size = tensor.data.length / count;
  const rows = new Float32Array(tensor.data.length);
  for (let index = 0, end = 0; index < count; index++) {
    for (const span of filterSpans(layer, tensor, index)) {
      rows.set(tensor.data.subarray(span.start, span.end), end);
      end += span.end - span.start;
    }
  }
  const sums = new Float64Array(count);
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const distance = distanceOf(rows, a * size, b * size, size);
      sums[a] += distance;
      sums[b] += distance;
    }
  }
  return sums;
}

/** In four sums at once, which a processor adds up side by side. */
function distanceOf(rows: Float32Array, a: number, b: number, size: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < size; i += 4) {
    const d0 = rows[a + i] - rows[b + i];
    const d1 = rows[a + i + 1] - rows[b + i + 1];
    const d2 = rows[a + i + 2] - rows[b + i + 2];
    const d3 = rows[a + i + 3] - rows[b + i + 3];
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (; i < size; i++) s0 += (rows[a + i] - rows[b + i]) ** 2;
  return Math.sqrt(s0 + s1 + s2 + s3);
}

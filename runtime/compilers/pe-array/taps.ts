import { samplingTaps } from '../../../core/network/interpolation.js';
import type { ResizeLayer } from '../../../core/network/layer.js';
import { type AxisTaps, TAP_BITS } from './operations.js';

/**
 * A resize's weights along one axis, 0 for height and 1 for width, as whole numbers. They sum to 2^`TAP_BITS` at every
 * position, so that an even area stays as it is: the largest takes what rounding leaves over.
 */
export function axisTaps(from: number, to: number, layer: ResizeLayer, axis: 0 | 1): AxisTaps {
  const taps = samplingTaps(from, to, layer, axis);
  const count = Math.max(...taps.map(({ length }) => length));
  const positions = new Int32Array(to * count);
  const weights = new Int16Array(to * count);
  taps.forEach((list, at) => {
    let [left, largest] = [2 ** TAP_BITS, 0];
    list.forEach(({ position, weight }, index) => {
      const whole = Math.round(weight * 2 ** TAP_BITS);
      positions[at * count + index] = position;
      weights[at * count + index] = whole;
      left -= whole;
      if (weight > list[largest].weight) largest = index;
    });
    weights[at * count + largest] += left;
  });
  return { count, positions, weights };
}

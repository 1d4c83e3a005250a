import { parameterName, type ConstantLayer } from '../../../../core/network/layer.js';
import { weightOf } from '../../../../core/network/parameters.js';
import type { Weights } from '../../../../core/network/weights.js';
import { dimensions } from '../program.js';
import type { NativeTensor, Scope } from '../native.js';

/** What a constant layer gives for a batch: its value again for every image. Throws a NetworkError `WEIGHTS_MISSING`. */
export function constantOf(
  layer: ConstantLayer,
  weights: Weights,
  batch: number,
  scope: Scope,
): NativeTensor {
  const { channels, height, width } = layer;
  const { data } = weightOf(weights, parameterName(layer, 'value'));
  const pixels = height * width;
  const values = new Float32Array(batch * pixels * channels);
  for (let channel = 0; channel < channels; channel++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      values[pixel * channels + channel] = data[channel * pixels + pixel];
    }
  }
  for (let image = 1; image < batch; image++)
    values.copyWithin(image * pixels * channels, 0, pixels * channels);
  return scope.floats(values, dimensions(batch, layer));
}

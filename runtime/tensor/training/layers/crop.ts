import type { CropLayer } from '../../../../core/network/layer.js';
import { FLOAT_T, typeAttribute } from '../attributes.js';
import { dimensions, type LayerProgram, type Surroundings } from '../program.js';
import { filling } from './padding.js';
import { type Resampling, resamplingProgram } from './resampling.js';

/** A part of every channel; the gradient of what is left out is 0. */
export function cropProgram(layer: CropLayer, surroundings: Surroundings): LayerProgram {
  const isDense = layer.stride[0] === 1 && layer.stride[1] === 1;
  return resamplingProgram(isDense ? cutting(layer, surroundings) : striding(layer, surroundings));
}

/** The reverse of padding, whose kernels are far faster than those for strides. */
function cutting(
  { top, left, height, width }: CropLayer,
  { batch, inputs, output, constants }: Surroundings,
): Resampling {
  const [input] = inputs;
  const around = { top, left, bottom: input.height - top - height, right: input.width - left - width };
  const { fill, cut } = filling(batch, output, around, constants);
  return { forward: cut, gradient: fill };
}

function striding(
  { top, left, height, width, stride }: CropLayer,
  { batch, inputs, constants }: Surroundings,
): Resampling {
  const [{ channels }] = inputs;
  const shape = constants.integers(dimensions(batch, inputs[0]));
  const begin = constants.integers([0, top, left, 0]);
  const end = constants.integers([
    batch,
    top + (height - 1) * stride[0] + 1,
    left + (width - 1) * stride[1] + 1,
    channels,
  ]);
  const steps = constants.integers([1, ...stride, 1]);
  const attributes = [...FLOAT_T, typeAttribute('Index', 'int32')];
  return {
    forward: (scope, x) => scope.run('StridedSlice', attributes, [x, begin, end, steps]),
    gradient: (scope, dy) => scope.run('StridedSliceGrad', attributes, [shape, begin, end, steps, dy]),
  };
}

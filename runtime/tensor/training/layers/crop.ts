import type { CropLayer } from '../../../../core/network/layer.js';
import { FLOAT_T, typeAttribute } from '../attributes.js';
import { dimensions, type LayerProgram, type Surroundings } from '../program.js';

/** A part of every channel; the gradient of what is left out is 0. */
export function cropProgram(
  { top, left, height, width, stride }: CropLayer,
  { batch, inputs, constants }: Surroundings,
): LayerProgram {
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
    parameterNames: [],
    forward: (scope, [x]) => ({
      output: scope.run('StridedSlice', attributes, [x, begin, end, steps]),
      backward: (inner, dy) => ({
        inputs: [inner.run('StridedSliceGrad', attributes, [shape, begin, end, steps, dy])],
        parameters: [],
      }),
    }),
  };
}

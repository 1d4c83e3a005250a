import type { MaxPoolLayer } from '../../../../core/network/layer.js';
import { FLOAT_T, flag, integerList, typeAttribute, windowAttributes } from '../attributes.js';
import { dimensions, type LayerProgram, type Surroundings } from '../program.js';

/** Max pooling; padding never wins, as if it were minus infinity. */
export function maxPoolProgram(layer: MaxPoolLayer): LayerProgram {
  const attributes = [
    ...windowAttributes(layer.stride, layer.padding),
    integerList('ksize', [1, ...layer.kernel, 1]),
  ];
  return {
    parameterNames: [],
    forward: (scope, [x]) => {
      const output = scope.run('MaxPool', attributes, [x]);
      return {
        output,
        backward: (inner, dy) => ({
          inputs: [inner.run('MaxPoolGrad', attributes, [x, output, dy])],
          parameters: [],
        }),
      };
    },
  };
}

/** The mean over all pixels, one value a channel. */
export function globalAveragePoolProgram({ batch, inputs, constants }: Surroundings): LayerProgram {
  const [{ height, width }] = inputs;
  const axes = constants.integers([1, 2]);
  const sizes = constants.integers(dimensions(batch, inputs[0]));
  const share = constants.scalar(1 / (height * width));
  const mean = [...FLOAT_T, typeAttribute('Tidx', 'int32'), flag('keep_dims', true)];
  return {
    parameterNames: [],
    forward: (scope, [x]) => ({
      output: scope.run('Mean', mean, [x, axes]),
      backward: (inner, dy) => {
        const shared = inner.run('Mul', FLOAT_T, [dy, share]);
        const dx = inner.run('BroadcastTo', [...FLOAT_T, typeAttribute('Tidx', 'int32')], [shared, sizes]);
        inner.free(shared);
        return { inputs: [dx], parameters: [] };
      },
    }),
  };
}

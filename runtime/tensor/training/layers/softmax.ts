import { FLOAT_T, flag, typeAttribute } from '../attributes.js';
import { computed } from '../native.js';
import type { LayerProgram, Surroundings } from '../program.js';

/** Softmax over channels: dx = y (dy - sum over channels of dy y). */
export function softmaxProgram({ constants }: Surroundings): LayerProgram {
  const channels = constants.integers([3]);
  const sum = [...FLOAT_T, typeAttribute('Tidx', 'int32'), flag('keep_dims', true)];
  return {
    parameterNames: [],
    forward: (scope, [x]) => {
      const y = scope.run('Softmax', FLOAT_T, [x]);
      return {
        output: y,
        backward: (inner, dy) => {
          const dx = computed(inner, (own) => {
            const total = own.run('Sum', sum, [own.run('Mul', FLOAT_T, [dy, y]), channels]);
            return own.run('Mul', FLOAT_T, [y, own.run('Sub', FLOAT_T, [dy, total])]);
          });
          return { inputs: [dx], parameters: [] };
        },
      };
    },
  };
}

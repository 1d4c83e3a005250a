import { FLOAT_T, integer, typeAttribute } from '../attributes.js';
import type { NativeTensor, Scope } from '../native.js';
import type { LayerProgram, Surroundings } from '../program.js';

export function reluProgram(): LayerProgram {
  return {
    parameterNames: [],
    forward: (scope, [x]) => {
      const output = scope.run('Relu', FLOAT_T, [x]);
      return {
        output,
        backward: (inner, dy) => ({ inputs: [inner.run('ReluGrad', FLOAT_T, [dy, output])], parameters: [] }),
      };
    },
  };
}

/** Concatenation along channels; the gradient is cut where the inputs meet. */
export function concatProgram({ inputs, constants }: Surroundings): LayerProgram {
  const axis = constants.integers([3], []);
  const channels = constants.integers(inputs.map((shape) => shape.channels));
  const cut = [...FLOAT_T, integer('num_split', inputs.length), typeAttribute('Tlen', 'int32')];
  return {
    parameterNames: [],
    forward: (scope, parts) => ({
      output: concatenated(scope, parts, axis),
      backward: (inner, dy) => ({
        inputs: inner.runMany('SplitV', cut, [dy, channels, axis], inputs.length),
        parameters: [],
      }),
    }),
  };
}

/** Tensors joined along an axis. TensorFlow's kernel wants two of them at least. */
export function concatenated(scope: Scope, parts: readonly NativeTensor[], axis: NativeTensor): NativeTensor {
  if (parts.length === 1) return scope.retain(parts[0]);
  const attributes = [...FLOAT_T, integer('N', parts.length), typeAttribute('Tidx', 'int32')];
  return scope.run('ConcatV2', attributes, [...parts, axis]);
}

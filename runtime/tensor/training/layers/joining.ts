import { FLOAT_T, integer, typeAttribute } from '../attributes.js';
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

/** The sum of two outputs: both get the gradient as it is. */
export function addProgram(): LayerProgram {
  return {
    parameterNames: [],
    forward: (scope, [left, right]) => ({
      output: scope.run('AddV2', FLOAT_T, [left, right]),
      backward: (inner, dy, wanted) => ({
        inputs: wanted.map((want) => (want ? inner.retain(dy) : undefined)),
        parameters: [],
      }),
    }),
  };
}

/** Concatenation along channels; the gradient is cut where the inputs meet. */
export function concatProgram({ inputs, constants }: Surroundings): LayerProgram {
  const axis = constants.integers([3], []);
  const channels = constants.integers(inputs.map((shape) => shape.channels));
  const join = [...FLOAT_T, integer('N', inputs.length), typeAttribute('Tidx', 'int32')];
  const cut = [...FLOAT_T, integer('num_split', inputs.length), typeAttribute('Tlen', 'int32')];
  return {
    parameterNames: [],
    forward: (scope, parts) => ({
      output: scope.run('ConcatV2', join, [...parts, axis]),
      backward: (inner, dy) => ({
        inputs: inner.runMany('SplitV', cut, [dy, channels, axis], inputs.length),
        parameters: [],
      }),
    }),
  };
}

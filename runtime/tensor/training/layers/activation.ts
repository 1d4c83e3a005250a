import type { ActivationFunction, ActivationLayer } from '../../../../core/network/layer.js';
import { FLOAT_T, real } from '../attributes.js';
import { computed, type NativeTensor, type Scope } from '../native.js';
import type { LayerProgram, Surroundings } from '../program.js';
import { clip, elu, hardSigmoid, hardSwish } from './piecewise.js';

/** A function of single values, and its gradient dx from dy and what went in and came out. */
export interface Elementwise {
  readonly forward: (scope: Scope, x: NativeTensor) => NativeTensor;
  readonly gradient: (scope: Scope, dy: NativeTensor, x: NativeTensor, y: NativeTensor) => NativeTensor;
}

export function activationProgram(layer: ActivationLayer, { constants }: Surroundings): LayerProgram {
  const { forward, gradient } = elementwise(layer.function, constants);
  return {
    parameterNames: [],
    forward: (scope, [x]) => {
      const output = forward(scope, x);
      return {
        output,
        backward: (inner, dy) => ({ inputs: [gradient(inner, dy, x, output)], parameters: [] }),
      };
    },
  };
}

function elementwise(activation: ActivationFunction, constants: Scope): Elementwise {
  switch (activation.name) {
    case 'leakyrelu':
      return leakyRelu(activation.slope);
    case 'clip':
      return clip(activation, constants);
    case 'hardsigmoid':
      return hardSigmoid(activation, constants);
    case 'hardswish':
      return hardSwish(constants);
    case 'elu':
      return elu(activation.alpha, constants);
    case 'sigmoid':
      return native('Sigmoid', (scope, dy, _x, y) => scope.run('SigmoidGrad', FLOAT_T, [y, dy]));
    case 'tanh':
      return native('Tanh', (scope, dy, _x, y) => scope.run('TanhGrad', FLOAT_T, [y, dy]));
    case 'softplus':
      return native('Softplus', (scope, dy, x) => scope.run('SoftplusGrad', FLOAT_T, [dy, x]));
    case 'exp':
      return native('Exp', (scope, dy, _x, y) => scope.run('Mul', FLOAT_T, [dy, y]));
    case 'log':
      return native('Log', (scope, dy, x) => scope.run('RealDiv', FLOAT_T, [dy, x]));
    case 'sqrt':
      return native('Sqrt', (scope, dy, _x, y) => scope.run('SqrtGrad', FLOAT_T, [y, dy]));
    case 'reciprocal':
      return native('Reciprocal', (scope, dy, _x, y) => scope.run('ReciprocalGrad', FLOAT_T, [y, dy]));
    case 'abs':
      return native('Abs', (scope, dy, x) =>
        computed(scope, (own) => own.run('Mul', FLOAT_T, [dy, own.run('Sign', FLOAT_T, [x])])),
      );
    case 'neg':
      return native('Neg', (scope, dy) => scope.run('Neg', FLOAT_T, [dy]));
    case 'erf':
      return erf(constants);
  }
}

function native(operation: string, gradient: Elementwise['gradient']): Elementwise {
  return { forward: (scope, x) => scope.run(operation, FLOAT_T, [x]), gradient };
}

function leakyRelu(slope: number): Elementwise {
  const attributes = [...FLOAT_T, real('alpha', slope)];
  return {
    forward: (scope, x) => scope.run('LeakyRelu', attributes, [x]),
    gradient: (scope, dy, x) => scope.run('LeakyReluGrad', attributes, [dy, x]),
  };
}

/** The derivative of erf is 2 / sqrt(pi) exp(-x^2). */
function erf(constants: Scope): Elementwise {
  const factor = constants.scalar(2 / Math.sqrt(Math.PI));
  return native('Erf', (scope, dy, x) =>
    computed(scope, (own) => {
      const square = own.run('Square', FLOAT_T, [x]);
      const bell = own.run('Exp', FLOAT_T, [own.run('Neg', FLOAT_T, [square])]);
      return own.run('Mul', FLOAT_T, [own.run('Mul', FLOAT_T, [dy, bell]), factor]);
    }),
  );
}

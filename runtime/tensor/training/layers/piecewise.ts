import type { ActivationFunction } from '../../../../core/network/layer.js';
import { FLOAT_T } from '../attributes.js';
import { computed, type NativeTensor, type Scope } from '../native.js';
import type { Elementwise } from './activation.js';

type Named<Name extends ActivationFunction['name']> = Extract<ActivationFunction, { readonly name: Name }>;

/** The gradient passes where the bounds change nothing. A lower bound above the upper one gives way, as in ONNX. */
export function clip({ min, max }: Named<'clip'>, constants: Scope): Elementwise {
  if (min === null && max === null) {
    return { forward: (scope, x) => scope.retain(x), gradient: (scope, dy) => scope.retain(dy) };
  }
  const upper = max ?? Infinity;
  const low = constants.scalar(Math.min(min ?? -Infinity, upper));
  const high = constants.scalar(upper);
  const zero = constants.scalar(0);
  return {
    forward: (scope, x) => scope.run('ClipByValue', FLOAT_T, [x, low, high]),
    gradient: (scope, dy, x, y) =>
      computed(scope, (own) => {
        const unchanged = own.run('Equal', [...FLOAT_T], [x, y]);
        return own.run('SelectV2', FLOAT_T, [unchanged, dy, zero]);
      }),
  };
}

/** max(0, min(1, slope x + offset)), as a sixth of what TensorFlow has a kernel for, max(0, min(6, …)). */
export function hardSigmoid({ slope, offset }: Named<'hardsigmoid'>, constants: Scope): Elementwise {
  const [factor, summand] = [constants.scalar(6 * slope), constants.scalar(6 * offset)];
  const [six, sixth, rate] = [constants.scalar(6), constants.scalar(1 / 6), constants.scalar(slope)];
  return {
    forward: (scope, x) =>
      computed(scope, (own) => {
        const line = own.run('AddV2', FLOAT_T, [own.run('Mul', FLOAT_T, [x, factor]), summand]);
        return own.run('Mul', FLOAT_T, [own.run('Relu6', FLOAT_T, [line]), sixth]);
      }),
    gradient: (scope, dy, _x, y) =>
      computed(scope, (own) => {
        const passed = own.run('Relu6Grad', FLOAT_T, [dy, own.run('Mul', FLOAT_T, [y, six])]);
        return own.run('Mul', FLOAT_T, [passed, rate]);
      }),
  };
}

/** x h / 6 with h = max(0, min(6, x + 3)); its derivative is (h + x) / 6 where h is between its bounds, else h / 6. */
export function hardSwish(constants: Scope): Elementwise {
  const [three, sixth] = [constants.scalar(3), constants.scalar(1 / 6)];
  const gate = (own: Scope, x: NativeTensor): NativeTensor =>
    own.run('Relu6', FLOAT_T, [own.run('AddV2', FLOAT_T, [x, three])]);
  return {
    forward: (scope, x) =>
      computed(scope, (own) => own.run('Mul', FLOAT_T, [own.run('Mul', FLOAT_T, [x, gate(own, x)]), sixth])),
    gradient: (scope, dy, x) =>
      computed(scope, (own) => {
        const h = gate(own, x);
        const slope = own.run('AddV2', FLOAT_T, [h, own.run('Relu6Grad', FLOAT_T, [x, h])]);
        return own.run('Mul', FLOAT_T, [own.run('Mul', FLOAT_T, [dy, slope]), sixth]);
      }),
  };
}

/** x where it is positive, else alpha (e^x - 1). TensorFlow's kernel has alpha 1. */
export function elu(alpha: number, constants: Scope): Elementwise {
  if (alpha === 1) {
    return {
      forward: (scope, x) => scope.run('Elu', FLOAT_T, [x]),
      gradient: (scope, dy, _x, y) => scope.run('EluGrad', FLOAT_T, [dy, y]),
    };
  }
  const [zero, factor] = [constants.scalar(0), constants.scalar(alpha)];
  /** The first where x is positive, else the second times alpha. */
  const choose = (own: Scope, x: NativeTensor, above: NativeTensor, below: NativeTensor): NativeTensor =>
    own.run('SelectV2', FLOAT_T, [
      own.run('Greater', FLOAT_T, [x, zero]),
      above,
      own.run('Mul', FLOAT_T, [below, factor]),
    ]);
  return {
    forward: (scope, x) => computed(scope, (own) => choose(own, x, x, own.run('Elu', FLOAT_T, [x]))),
    gradient: (scope, dy, x) =>
      computed(scope, (own) => {
        const unit = own.run('Elu', FLOAT_T, [x]);
        return choose(own, x, dy, own.run('EluGrad', FLOAT_T, [dy, unit]));
      }),
  };
}

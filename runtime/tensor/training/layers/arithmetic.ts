import type { ArithmeticLayer, Shape } from '../../../../core/network/layer.js';
import { FLOAT_T, flag, typeAttribute } from '../attributes.js';
import { computed, type NativeTensor, type Scope } from '../native.js';
import type { LayerProgram, Surroundings } from '../program.js';

const OPERATIONS = { add: 'AddV2', sub: 'Sub', mul: 'Mul', div: 'RealDiv' } as const;

/** The gradient of one operand from that of the result, before it is summed over what the operand was spread over. */
type Slope = (
  scope: Scope,
  dy: NativeTensor,
  left: NativeTensor,
  right: NativeTensor,
  y: NativeTensor,
) => NativeTensor;

const same: Slope = (scope, dy) => scope.retain(dy);
const product = (scope: Scope, left: NativeTensor, right: NativeTensor): NativeTensor =>
  scope.run('Mul', FLOAT_T, [left, right]);
const quotient = (scope: Scope, left: NativeTensor, right: NativeTensor): NativeTensor =>
  scope.run('RealDiv', FLOAT_T, [left, right]);
const negative = (scope: Scope, x: NativeTensor): NativeTensor => scope.run('Neg', FLOAT_T, [x]);

const SLOPES: Readonly<Record<ArithmeticLayer['kind'], readonly [left: Slope, right: Slope]>> = {
  add: [same, same],
  sub: [same, (scope, dy) => negative(scope, dy)],
  mul: [
    (scope, dy, _left, right) => product(scope, dy, right),
    (scope, dy, left) => product(scope, dy, left),
  ],
  div: [
    (scope, dy, _left, right) => quotient(scope, dy, right),
    (scope, dy, _left, right, y) =>
      computed(scope, (own) => quotient(own, negative(own, product(own, dy, y)), right)),
  ],
};

/** Arithmetic of two outputs; where one is spread, its gradient is the sum over all the places that it was spread to. */
export function arithmeticProgram(
  layer: ArithmeticLayer,
  { inputs, output, constants }: Surroundings,
): LayerProgram {
  const operation = OPERATIONS[layer.kind];
  const slopes = SLOPES[layer.kind];
  const gathers = inputs.map((input) => gathering(input, output, constants));
  return {
    parameterNames: [],
    forward: (scope, [left, right]) => {
      const y = scope.run(operation, FLOAT_T, [left, right]);
      return {
        output: y,
        backward: (inner, dy, wanted) => ({
          inputs: slopes.map((slope, at) => {
            if (!wanted[at]) return undefined;
            const whole = slope(inner, dy, left, right, y);
            const gathered = gathers[at](inner, whole);
            inner.free(whole);
            return gathered;
          }),
          parameters: [],
        }),
      };
    },
  };
}

/** Sums a gradient up to the shape of an operand. Free the gradient afterwards. */
function gathering(
  operand: Shape,
  output: Shape,
  constants: Scope,
): (scope: Scope, gradient: NativeTensor) => NativeTensor {
  const order = ['height', 'width', 'channels'] as const;
  const spread = order.flatMap((axis, at) => (operand[axis] === output[axis] ? [] : [at + 1]));
  if (spread.length === 0) return (scope, gradient) => scope.retain(gradient);
  const axes = constants.integers(spread);
  const sum = [...FLOAT_T, typeAttribute('Tidx', 'int32'), flag('keep_dims', true)];
  return (scope, gradient) => scope.run('Sum', sum, [gradient, axes]);
}

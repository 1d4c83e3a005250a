import { allocate, type Constant, type ElementType, stridesOf, walk } from '../constant.js';
import { elementsOf } from '../limits.js';
import { Misfit } from '../value.js';
import { foldable } from './budget.js';

/** Operators of two known values, element by element with broadcasting. Whole numbers divide towards zero. */
export const BINARY: Readonly<Record<string, (left: number, right: number, whole: boolean) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b, whole) => (whole ? Math.trunc(a / b) : a / b),
  Pow: (a, b) => a ** b,
  Mod: (a, b, whole) => (whole ? a - b * Math.floor(a / b) : a % b),
  Min: (a, b) => Math.min(a, b),
  Max: (a, b) => Math.max(a, b),
  Equal: (a, b) => Number(a === b),
  Less: (a, b) => Number(a < b),
  LessOrEqual: (a, b) => Number(a <= b),
  Greater: (a, b) => Number(a > b),
  GreaterOrEqual: (a, b) => Number(a >= b),
  And: (a, b) => Number(a !== 0 && b !== 0),
  Or: (a, b) => Number(a !== 0 || b !== 0),
  Xor: (a, b) => Number((a !== 0) !== (b !== 0)),
};

/** Operators of one known value. */
export const UNARY: Readonly<Record<string, (value: number) => number>> = {
  Abs: Math.abs,
  Ceil: Math.ceil,
  Exp: Math.exp,
  Floor: Math.floor,
  Log: Math.log,
  Neg: (a) => -a,
  Not: (a) => Number(a === 0),
  Reciprocal: (a) => 1 / a,
  Relu: (a) => Math.max(a, 0),
  Round: roundHalfEven,
  Sigmoid: (a) => 1 / (1 + Math.exp(-a)),
  Sign: Math.sign,
  Sqrt: Math.sqrt,
  Tanh: Math.tanh,
};

const LOGICAL = new Set(['Equal', 'Less', 'LessOrEqual', 'Greater', 'GreaterOrEqual', 'And', 'Or', 'Xor']);

export function foldBinary(operator: string, left: Constant, right: Constant): Constant {
  const compute = BINARY[operator];
  const whole = left.type !== 'float';
  const type = LOGICAL.has(operator) ? 'bool' : left.type;
  const wraps =
    whole && (operator === 'Div' || operator === 'Mod') && right.data.some((value) => value === 0);
  if (wraps) throw new Misfit('it divides by 0');
  return combine([left, right], type, ([a, b]) => compute(a, b, whole));
}

export function foldUnary(operator: string, value: Constant): Constant {
  return combine([value], value.type, ([a]) => UNARY[operator](a));
}

/** Combines values element by element, each spread to the shape of all. */
export function combine(
  operands: readonly Constant[],
  type: ElementType,
  compute: (values: readonly number[]) => number,
): Constant {
  const shape = broadcast(operands.map((operand) => operand.shape));
  const count = foldable(type, shape);
  const data = allocate(type, count);
  const columns = operands.map((operand) => spreadTo(operand, shape));
  const values = new Array<number>(operands.length);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < columns.length; k++) values[k] = columns[k][i];
    data[i] = compute(values);
  }
  return { type, shape, data };
}

/** A value repeated to a shape that it broadcasts to. */
export function spreadTo(value: Constant, shape: readonly number[]): Float32Array | Float64Array {
  if (value.data.length === elementsOf(shape, 'A folded value')) return value.data;
  const own = stridesOf(value.shape);
  const shift = shape.length - value.shape.length;
  const strides = shape.map((_, axis) =>
    axis < shift || value.shape[axis - shift] === 1 ? 0 : own[axis - shift],
  );
  const data = allocate(value.type, foldable(value.type, shape));
  let at = 0;
  walk(shape, strides, 0, (place) => (data[at++] = value.data[place]));
  return data;
}

/** The shape that shapes broadcast to. */
export function broadcast(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const wanted = sizes.find((size) => size !== 1) ?? 1;
    if (sizes.some((size) => size !== 1 && size !== wanted)) {
      throw new Misfit(`it joins sizes ${sizes.join(' and ')}`);
    }
    return wanted;
  });
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

import type { Call } from '../call.js';
import { labelOf } from '../read/graph.js';
import { invalid } from '../refuse.js';
import { Misfit } from '../value.js';
import { reshaped, transposed, viewShape, type View } from '../view.js';
import { normalAxis } from './axes.js';
import { type Operator, viewOf } from './operator.js';

/** Operators that give the same elements on other axes: views, without a layer. */
export const identity: Operator = (call) => [call.value(0)];

/** Dropout of a network that is not trained. */
export const dropout: Operator = (call) => {
  call.expectOutputs(1);
  if (call.constant(2)?.data[0] === 1) throw new Misfit('it is in training mode');
  return [call.value(0)];
};

export const reshape: Operator = (call) => {
  const sizes = call.numbers(1);
  if (sizes === undefined) throw new Misfit('it has no shape');
  const view = call.view(0);
  return inShape(view, reshapedShape(call, viewShape(view), sizes));
};

/**
 * The sizes that a Reshape asks for, by ONNX's rules: 0 copies a size, -1 is what is left. Throws a NetworkError
 * `ONNX_INVALID` where they do not make as many elements as there are.
 */
export function reshapedShape(
  call: Call,
  from: readonly number[],
  sizes: readonly number[],
): readonly number[] {
  const allowZero = call.int('allowzero', 0) !== 0;
  const shape = sizes.map((size, axis) => (size === 0 && !allowZero ? (from[axis] ?? 0) : size));
  const count = from.reduce((product, size) => product * size, 1);
  const known = shape.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
  const open = shape.indexOf(-1);
  const full = open === -1 || known === 0 ? shape : shape.with(open, count / known);
  const fits = full.every((size) => Number.isInteger(size) && size >= 0);
  if (!fits || full.reduce((product, size) => product * size, 1) !== count) {
    throw invalid(`${labelOf(call.node)} makes [${sizes.join(', ')}] of [${from.join(', ')}].`);
  }
  return full;
}

export const flatten: Operator = (call) => {
  const view = call.view(0);
  const shape = viewShape(view);
  const axis = call.int('axis', 1);
  const cut = axis < 0 ? axis + shape.length : axis;
  const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
  return inShape(view, [product(shape.slice(0, cut)), product(shape.slice(cut))]);
};

export const squeeze: Operator = (call) => {
  const view = call.view(0);
  const given = call.ints('axes') ?? call.numbers(1);
  const axes = given?.map((axis) => normalAxis(axis, view.axes.length));
  const gone = (axis: number): boolean =>
    axes === undefined ? view.axes[axis].length === 0 : axes.includes(axis);
  if (axes?.some((axis) => view.axes[axis].length > 0) === true)
    throw new Misfit('it removes a size above 1');
  return viewOf({ ...view, axes: view.axes.filter((_, axis) => !gone(axis)) });
};

export const unsqueeze: Operator = (call) => {
  const view = call.view(0);
  const given = call.ints('axes') ?? call.numbers(1);
  if (given === undefined) throw new Misfit('it has no axes');
  const rank = view.axes.length + given.length;
  const added = new Set(given.map((axis) => normalAxis(axis, rank)));
  const rest = [...view.axes];
  const axes = Array.from({ length: rank }, (_, axis) => (added.has(axis) ? [] : (rest.shift() ?? [])));
  return viewOf({ ...view, axes });
};

export const transpose: Operator = (call) => {
  const view = call.view(0);
  return viewOf(transposed(view, permutationOf(call, view.axes.length)));
};

/** The axes in their new order; by default reversed. */
export function permutationOf(call: Call, rank: number): readonly number[] {
  const permutation = call.ints('perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  if (permutation.length !== rank || new Set(permutation).size !== rank) {
    throw new Misfit(`it orders ${rank} axes as [${permutation.join(', ')}]`);
  }
  return permutation.map((axis) => normalAxis(axis, rank));
}

function inShape(view: View, shape: readonly number[]): ReturnType<Operator> {
  const other = reshaped(view, shape);
  if (other === undefined) throw new Misfit('it cuts across channels and pixels');
  return viewOf(other);
}

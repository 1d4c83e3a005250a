import type { Call } from '../call.js';
import { Misfit } from '../value.js';
import { sizeOf, type View } from '../view.js';
import { normalAxis } from './axes.js';
import { type Operator, viewOf } from './operator.js';
import { wholeWindow } from './pooling.js';

/** The mean over height, width or both: pooling. */
export const reduceMean: Operator = (call) =>
  reduce(call, (input, kernel, whole) =>
    call.emit(whole ? { kind: 'globalaveragepool' } : wholeWindow('averagepool', kernel), [input]),
  );

/** The maximum over height, width or both. */
export const reduceMax: Operator = (call) =>
  reduce(call, (input, kernel) => call.emit(wholeWindow('maxpool', kernel), [input]));

function reduce(
  call: Call,
  pool: (input: string, kernel: readonly [number, number], whole: boolean) => string,
): ReturnType<Operator> {
  const view = call.view(0);
  const axes = reducedAxes(call, view);
  if (axes.size === 0) return viewOf(view);
  const kernel: [number, number] = [1, 1];
  for (const axis of axes) {
    if (sizeOf(view.axes[axis]) === 1) continue;
    const dimensions = new Set(view.axes[axis].map(({ dimension }) => dimension));
    const covered = [...dimensions].reduce((product, dimension) => product * view.shape[dimension], 1);
    if (dimensions.has('channels') || covered !== sizeOf(view.axes[axis])) {
      throw new Misfit('it reduces other axes than height and width');
    }
    if (dimensions.has('height')) kernel[0] = view.shape.height;
    if (dimensions.has('width')) kernel[1] = view.shape.width;
  }
  const whole = kernel[0] === view.shape.height && kernel[1] === view.shape.width;
  const layer = pool(view.layer, kernel, whole);
  const left = view.axes.map((factors, axis) => (axes.has(axis) ? [] : factors));
  const kept = call.int('keepdims', 1) !== 0 ? left : left.filter((_, axis) => !axes.has(axis));
  return viewOf({ ...view, layer, shape: call.shapeOf(layer), axes: kept });
}

/** The axes come as an attribute, or since opset 18 as an input; none means all, unless told otherwise. */
function reducedAxes(call: Call, view: View): ReadonlySet<number> {
  const rank = view.axes.length;
  const given = call.ints('axes') ?? call.numbers(1) ?? [];
  if (given.length === 0) {
    return call.int('noop_with_empty_axes', 0) !== 0 ? new Set() : new Set(view.axes.keys());
  }
  return new Set(given.map((axis) => normalAxis(axis, rank)));
}

import type { Shape } from '../../../../core/network/layer.js';
import { Call } from '../call.js';
import type { Constant } from '../constant.js';
import { Misfit, type Value } from '../value.js';
import { DIMENSIONS, type Factor, sameFactors, type View, wholeView } from '../view.js';
import { type Operator, viewOf } from './operator.js';
import { spreadConstant } from './spread.js';

/** Element-wise arithmetic of two images, or of one and a constant. */
export function arithmetic(kind: 'add' | 'sub' | 'mul' | 'div'): Operator {
  return (call) => {
    if (call.isConstant(0) || call.isConstant(1)) return withConstant(call, kind);
    const [left, right] = [call.view(0), call.view(1)];
    checkFloat(left);
    checkFloat(right);
    const axes = commonAxes(left, right);
    const layer = call.emit({ kind }, [left.layer, right.layer]);
    return viewOf({ ...left, layer, shape: call.shapeOf(layer), axes });
  };
}

/** The sum of any number of images and constants, from the first on. */
export const sum: Operator = (call) => {
  const [first, ...rest] = call.inputs;
  if (rest.length === 0) return [call.value(0)];
  const add = arithmetic('add');
  return rest.reduce<readonly Value[]>(
    (sums, value) => add(new Call(call.scope, call.node, [sums[0], value])),
    first === undefined ? [] : [first],
  );
};

/** Emits a constant as an operand of a view's layer. */
export function constantLayer(call: Call, constant: Constant, view: View): string {
  const { shape, data, asItLies } = spreadConstant(constant, view);
  const { channels, height, width } = shape;
  const source = asItLies ? constant.source : undefined;
  return call.emitOperand({ kind: 'constant', channels, height, width }, [], {
    value: { shape: [channels, height, width], data, ...(source === undefined ? {} : { source }) },
  });
}

function withConstant(call: Call, kind: 'add' | 'sub' | 'mul' | 'div'): ReturnType<Operator> {
  const position = call.isConstant(0) ? 0 : 1;
  const constant = call.constant(position);
  const view = padded(call.view(1 - position), call.shape(position).length);
  checkFloat(view);
  if (constant === undefined) throw new Misfit('an operand is left out');
  if (kind === 'add' && call.scope.fuseBias(call.node.inputs[1 - position], view, constant)) {
    return viewOf(view);
  }
  const other = constantLayer(call, constant, view);
  const layer = call.emit({ kind }, position === 0 ? [other, view.layer] : [view.layer, other]);
  const shape = call.shapeOf(layer);
  const axes = sameShape(shape, view.shape) ? view.axes : wholeView(layer, shape).axes;
  return viewOf({ ...view, layer, shape, axes });
}

/** A view with axes of size 1 before its own, as broadcasting counts axes from the last. */
function padded(view: View, rank: number): View {
  const missing = Math.max(rank - view.axes.length, 0);
  const none: readonly Factor[] = [];
  return { ...view, axes: [...Array.from({ length: missing }, () => none), ...view.axes] };
}

/**
 * The axes of two views' result. Along each axis both run over the same parts of a layer, or one has size 1; and a
 * dimension that one view lacks, it lacks as a whole, which is how layers spread their operands.
 */
function commonAxes(left: View, right: View): View['axes'] {
  const rank = Math.max(left.axes.length, right.axes.length);
  const [a, b] = [padded(left, rank), padded(right, rank)];
  const axes = a.axes.map((factors, axis) => {
    if (factors.length === 0) return b.axes[axis];
    if (b.axes[axis].length === 0 || sameFactors(factors, b.axes[axis])) return factors;
    throw new Misfit('its inputs run over channels and pixels in different ways');
  });
  // What one view lacks must be spread by the layer: each dimension equal, or 1 in one of both.
  for (const dimension of DIMENSIONS) {
    const [one, other] = [left.shape[dimension], right.shape[dimension]];
    if (one !== other && one !== 1 && other !== 1) {
      throw new Misfit(`its inputs have ${one} and ${other} along ${dimension}`);
    }
    const used = axes.flat().filter((factor) => factor.dimension === dimension);
    const size = used.reduce((product, factor) => product * factor.size, 1);
    if (size !== Math.max(one, other)) throw new Misfit(`its inputs do not share their ${dimension}`);
  }
  return axes;
}

function checkFloat({ type }: View): void {
  if (type !== 'float') throw new Misfit(`it works on ${type}`);
}

function sameShape(left: Shape, right: Shape): boolean {
  return DIMENSIONS.every((dimension) => left[dimension] === right[dimension]);
}

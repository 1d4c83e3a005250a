import type { Shape } from '../../../../core/network/layer.js';
import { type Constant, floatsOf, stridesOf } from '../constant.js';
import { elementsOf, LIMITS } from '../limits.js';
import { tooLarge } from '../refuse.js';
import { Misfit } from '../value.js';
import { DIMENSIONS, type Dimension, type Factor, layoutOf, sizeOf, type View, whole } from '../view.js';

/** A constant that is read along the axes of a view: its values as [channels, height, width]. */
export interface SpreadConstant {
  readonly shape: Shape;
  readonly data: Float32Array;
  /** The values are those of the constant, as they lie. */
  readonly asItLies: boolean;
}

/**
 * Lays a constant out as an operand of a view's layer, so that channels, height and width each are its own or 1.
 * `axes` are the view's, from which the constant's are counted from the last. Throws a Misfit where the constant has
 * sizes that the view lacks.
 */
export function spreadConstant(constant: Constant, view: View): SpreadConstant {
  const axes = constantAxes(constant, view);
  const along = new Set(axes.flatMap(({ factors }) => factors.map(({ dimension }) => dimension)));
  const size = (dimension: Dimension): number => (along.has(dimension) ? reach(axes, view, dimension) : 1);
  const shape = { channels: size('channels'), height: size('height'), width: size('width') };
  const count = elementsOf(Object.values(shape), 'A constant');
  if (count > LIMITS.foldedFloats) throw tooLarge(`A constant takes ${count} values along an image.`);
  const offsets = DIMENSIONS.map((dimension) => offsetsAlong(axes, dimension, shape[dimension]));
  const data = new Float32Array(count);
  const values = floatsOf(constant);
  let at = 0;
  for (const channel of offsets[0]) {
    for (const row of offsets[1])
      for (const column of offsets[2]) data[at++] = values[channel + row + column];
  }
  const asItLies = data.length === values.length && data.every((value, i) => Object.is(value, values[i]));
  return { shape, data, asItLies };
}

interface ConstantAxis {
  readonly factors: readonly Factor[];
  /** Of the constant, in elements. */
  readonly stride: number;
}

function constantAxes(constant: Constant, view: View): readonly ConstantAxis[] {
  const strides = stridesOf(constant.shape);
  const shift = view.axes.length - constant.shape.length;
  return constant.shape.flatMap((size, axis) => {
    if (size === 1) return [];
    const factors = shift + axis < 0 ? [] : view.axes[shift + axis];
    if (sizeOf(factors) === size) return [{ factors, stride: strides[axis] }];
    if (factors.length > 0 || shift < 0) throw new Misfit('a constant has other sizes');
    return [{ factors: grown(view, shift + axis, size), stride: strides[axis] }];
  });
}

/** A constant that is larger than the view along height or width spreads the view. */
function grown(view: View, axis: number, size: number): readonly Factor[] {
  const layout = layoutOf(view);
  if (layout !== 'NCHW' || axis === 0) throw new Misfit('a constant has sizes that the input lacks');
  return whole({ channels: size, height: size, width: size }, DIMENSIONS[axis - 1]);
}

function reach(axes: readonly ConstantAxis[], view: View, dimension: Dimension): number {
  if (view.shape[dimension] > 1) return view.shape[dimension];
  const own = axes.flatMap(({ factors }) => factors).filter((factor) => factor.dimension === dimension);
  return sizeOf(own);
}

/** Where in the constant each place along a dimension lies, as offsets that add up over dimensions. */
function offsetsAlong(axes: readonly ConstantAxis[], dimension: Dimension, size: number): Float64Array {
  const offsets = new Float64Array(size);
  for (const { factors, stride } of axes) {
    let step = stride;
    for (const factor of [...factors].reverse()) {
      if (factor.dimension === dimension && size > 1) {
        for (let place = 0; place < size; place++) {
          offsets[place] += (Math.floor(place / factor.stride) % factor.size) * step;
        }
      }
      step *= factor.size;
    }
  }
  return offsets;
}

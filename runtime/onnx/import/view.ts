import type { Shape } from '../../../core/network/layer.js';
import type { ElementType } from './constant.js';

/** An axis of a layer's output, without the batch. */
export type Dimension = 'channels' | 'height' | 'width';
export const DIMENSIONS: readonly Dimension[] = ['channels', 'height', 'width'];

/** A part of a dimension: `size` steps of `stride` along it. A whole dimension has stride 1. */
export interface Factor {
  readonly dimension: Dimension;
  readonly size: number;
  readonly stride: number;
}

/**
 * How an ONNX value reads a layer's output [1, channels, height, width]: for each of its axes, in row-major order, the
 * parts of dimensions that it runs over. An axis of size 1 has none. Reshapes and transposes change views, not data.
 */
export interface View {
  readonly layer: string;
  /** Of the layer's output. */
  readonly shape: Shape;
  readonly axes: readonly (readonly Factor[])[];
  readonly type: ElementType;
}

export type Layout = 'NCHW' | 'NHWC';
const LAYOUTS: Readonly<Record<Layout, readonly (Dimension | undefined)[]>> = {
  NCHW: [undefined, 'channels', 'height', 'width'],
  NHWC: [undefined, 'height', 'width', 'channels'],
};

/** The view of a whole layer in a layout. */
export function wholeView(
  layer: string,
  shape: Shape,
  layout: Layout = 'NCHW',
  type: ElementType = 'float',
): View {
  const axes = LAYOUTS[layout].map((dimension) => (dimension === undefined ? [] : whole(shape, dimension)));
  return { layer, shape, axes, type };
}

/** The factors of an axis that runs over a whole dimension. */
export function whole(shape: Shape, dimension: Dimension): readonly Factor[] {
  return shape[dimension] === 1 ? [] : [{ dimension, size: shape[dimension], stride: 1 }];
}

export function sizeOf(axis: readonly Factor[]): number {
  return axis.reduce((product, { size }) => product * size, 1);
}

/** The ONNX value's shape, batch 1. */
export function viewShape({ axes }: View): number[] {
  return axes.map(sizeOf);
}

/** The row-major sizes and the dimension that each axis of a rank-4 value stands for, where it is a plain layout. */
export function layoutOf(view: View): Layout | undefined {
  return (['NCHW', 'NHWC'] as const).find((layout) =>
    LAYOUTS[layout].every((dimension, axis) => {
      if (view.axes.length !== 4) return false;
      if (dimension === undefined) return view.axes[axis].length === 0;
      return dimension === 'channels'
        ? covers(view, axis, dimension)
        : sameFactors(view.axes[axis], whole(view.shape, dimension));
    }),
  );
}

/** The dimension that an axis stands for in a plain layout. */
export function dimensionOf(view: View, axis: number): Dimension | undefined {
  const layout = layoutOf(view);
  if (layout !== undefined) return LAYOUTS[layout][axis];
  return DIMENSIONS.find(
    (dimension) => view.axes[axis].length > 0 && sameFactors(view.axes[axis], whole(view.shape, dimension)),
  );
}

/** Whether a value is its layer's output, in the order of a layout; axes of size 1 may be missing. */
export function isWhole({ axes, shape }: View): boolean {
  const factors = axes.flat();
  const large = DIMENSIONS.filter((dimension) => shape[dimension] > 1);
  const orders = [
    large,
    [...large.filter((each) => each !== 'channels'), ...large.filter((each) => each === 'channels')],
  ];
  return orders.some((order) =>
    sameFactors(
      factors,
      order.flatMap((dimension) => whole(shape, dimension)),
    ),
  );
}

/** Whether an axis runs over all of a dimension, in whatever order, and over nothing else. */
export function covers(view: View, axis: number, dimension: Dimension): boolean {
  const factors = view.axes[axis];
  return (
    factors.every((factor) => factor.dimension === dimension) && sizeOf(factors) === view.shape[dimension]
  );
}

export function sameFactors(left: readonly Factor[], right: readonly Factor[]): boolean {
  return left.length === right.length && left.every((factor, i) => sameFactor(factor, right[i]));
}

function sameFactor(left: Factor, right: Factor): boolean {
  return left.dimension === right.dimension && left.size === right.size && left.stride === right.stride;
}

export function transposed(view: View, permutation: readonly number[]): View {
  return { ...view, axes: permutation.map((axis) => view.axes[axis]) };
}

/** The view with other axes of the same elements; undefined where a new axis would cut a factor unevenly. */
export function reshaped(view: View, shape: readonly number[]): View | undefined {
  const rest = view.axes.flat().reverse();
  const axes: Factor[][] = [];
  for (const size of shape) {
    const axis: Factor[] = [];
    let open = size;
    while (open > 1) {
      const factor = rest.pop();
      if (factor === undefined) return undefined;
      if (open % factor.size === 0) {
        axis.push(factor);
        open /= factor.size;
      } else if (factor.size % open === 0) {
        const inner = factor.size / open;
        axis.push({ ...factor, size: open, stride: factor.stride * inner });
        rest.push({ ...factor, size: inner });
        open = 1;
      } else {
        return undefined;
      }
    }
    axes.push(merged(axis));
  }
  return rest.length === 0 ? { ...view, axes } : undefined;
}

/** Joins factors that follow each other along one dimension. */
function merged(factors: readonly Factor[]): readonly Factor[] & Factor[] {
  const axis: Factor[] = [];
  for (const factor of factors) {
    const last = axis.at(-1);
    if (last?.dimension === factor.dimension && last.stride === factor.stride * factor.size) {
      axis[axis.length - 1] = { ...factor, size: last.size * factor.size };
    } else {
      axis.push(factor);
    }
  }
  return axis;
}

/** The places along a dimension that factors run over, in row-major order. */
export function places(factors: readonly Factor[]): number[] {
  return factors.reduce(
    (all, { size, stride }) =>
      all.flatMap((place) => Array.from({ length: size }, (_, i) => place + i * stride)),
    [0],
  );
}

/** Factors of a new dimension that is laid out in the order of `factors`: their strides, row-major. */
export function rowMajor(factors: readonly Factor[]): Factor[] {
  let stride = 1;
  return [...factors]
    .reverse()
    .map((factor) => {
      const own = { ...factor, stride };
      stride *= factor.size;
      return own;
    })
    .reverse();
}

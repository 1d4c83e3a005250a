import { elementsOf } from './limits.js';

/** Types of elements that are told apart: every width of floating point is read as float32. */
export type ElementType =
  'float' | 'int64' | 'int32' | 'int16' | 'int8' | 'uint64' | 'uint32' | 'uint16' | 'uint8' | 'bool';

/** A known value. Floats are held as float32, all else as doubles (whole numbers within ±2^53, and 0 or 1). */
export interface Constant {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
  /** The initializer that this is, unchanged: constants of one source are one tensor of the file. */
  readonly source?: string;
}

const ELEMENT_TYPES: ReadonlyMap<number, ElementType> = new Map([
  [1, 'float'],
  [2, 'uint8'],
  [3, 'int8'],
  [4, 'uint16'],
  [5, 'int16'],
  [6, 'int32'],
  [7, 'int64'],
  [9, 'bool'],
  [10, 'float'],
  [11, 'float'],
  [12, 'uint32'],
  [13, 'uint64'],
  [16, 'float'],
]);

/** A type by ONNX's number; undefined for one that is not read (text, complex numbers, 8-bit floats). */
export function elementTypeOf(code: number): ElementType | undefined {
  return ELEMENT_TYPES.get(code);
}

export function allocate(type: ElementType, count: number): Float32Array | Float64Array {
  return type === 'float' ? new Float32Array(count) : new Float64Array(count);
}

/** A constant of some values. */
export function constantOf(type: ElementType, shape: readonly number[], values: ArrayLike<number>): Constant {
  const data = allocate(type, values.length);
  data.set(values);
  return { type, shape, data };
}

export function integers(values: readonly number[]): Constant {
  return constantOf('int64', [values.length], values);
}

export function floatsOf({ data }: Constant): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

/** Row-major strides of a shape, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/**
 * Calls `visit` for every element of `shape` in row-major order with its place in a tensor that `strides` reads, which
 * may be 0 (broadcasting) or negative.
 */
export function walk(
  shape: readonly number[],
  strides: readonly number[],
  start: number,
  visit: (place: number) => void,
): void {
  const count = elementsOf(shape, 'A value');
  const index = new Array<number>(shape.length).fill(0);
  let place = start;
  for (let i = 0; i < count; i++) {
    visit(place);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis];
      if (++index[axis] < shape[axis]) break;
      place -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

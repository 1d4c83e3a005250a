import type { Call } from '../call.js';
import { allocate, type Constant, stridesOf, walk } from '../constant.js';
import { normalAxis } from '../operators/axes.js';
import { sliceIndices } from '../operators/channels.js';
import { permutationOf, reshapedShape } from '../operators/views.js';
import { Misfit } from '../value.js';
import { foldable } from './budget.js';
import { broadcast, spreadTo } from './elementwise.js';

/** Operators that move elements of known values. */
export const REARRANGE: Readonly<Record<string, (call: Call) => readonly Constant[]>> = {
  Identity: (call) => [known(call, 0)],
  Reshape: (call) => {
    const value = known(call, 0);
    return [{ ...value, shape: reshapedShape(call, value.shape, list(call, 1)) }];
  },
  Flatten: (call) => {
    const value = known(call, 0);
    const axis = call.int('axis', 1);
    const cut = axis < 0 ? axis + value.shape.length : axis;
    const outer = value.shape.slice(0, cut).reduce((product, size) => product * size, 1);
    return [{ ...value, shape: [outer, outer === 0 ? 0 : value.data.length / outer] }];
  },
  Squeeze: (call) => {
    const value = known(call, 0);
    const given = call.ints('axes') ?? call.numbers(1);
    const axes = given?.map((axis) => normalAxis(axis, value.shape.length));
    const gone = (size: number, axis: number): boolean =>
      axes === undefined ? size === 1 : axes.includes(axis);
    if (axes?.some((axis) => value.shape[axis] !== 1) === true) throw new Misfit('it removes a size above 1');
    return [{ ...value, shape: value.shape.filter((size, axis) => !gone(size, axis)) }];
  },
  Unsqueeze: (call) => {
    const value = known(call, 0);
    const given = call.ints('axes') ?? list(call, 1);
    const rank = value.shape.length + given.length;
    const added = new Set(given.map((axis) => normalAxis(axis, rank)));
    const rest = [...value.shape];
    const shape = Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.shift() ?? 1)));
    return [{ ...value, shape }];
  },
  Transpose: (call) => {
    const value = known(call, 0);
    const permutation = permutationOf(call, value.shape.length);
    const strides = stridesOf(value.shape);
    const shape = permutation.map((axis) => value.shape[axis]);
    return [
      read(
        value,
        shape,
        permutation.map((axis) => strides[axis]),
        0,
      ),
    ];
  },
  Expand: (call) => {
    const value = known(call, 0);
    const shape = broadcast([value.shape, list(call, 1)]);
    return [{ type: value.type, shape, data: spreadTo(value, shape) }];
  },
  Concat: (call) => {
    const parts = call.inputs.map((_, position) => known(call, position));
    if (parts.length === 0) throw new Misfit('it reads nothing');
    const axis = normalAxis(call.int('axis', 0), parts[0].shape.length);
    return [joined(parts, axis)];
  },
  Slice: (call) => {
    let value = known(call, 0);
    const starts = call.ints('starts') ?? list(call, 1);
    const ends = call.ints('ends') ?? list(call, 2);
    const axes = call.ints('axes') ?? call.numbers(3) ?? starts.map((_, axis) => axis);
    const steps = call.numbers(4) ?? starts.map(() => 1);
    if (ends.length !== starts.length || axes.length !== starts.length || steps.length !== starts.length) {
      throw new Misfit('its starts, ends, axes and steps differ in number');
    }
    starts.forEach((start, i) => {
      const axis = normalAxis(axes[i], value.shape.length);
      value = picked(value, axis, sliceIndices(value.shape[axis], start, ends[i], steps[i]));
    });
    return [value];
  },
  Gather: (call) => {
    const value = known(call, 0);
    const indices = known(call, 1);
    const axis = normalAxis(call.int('axis', 0), value.shape.length);
    const size = value.shape[axis];
    const places = Array.from(indices.data, (index) => (index < 0 ? index + size : index));
    if (places.some((place) => !(place >= 0 && place < size))) throw new Misfit(`it gathers beyond ${size}`);
    const part = picked(value, axis, places);
    return [{ ...part, shape: value.shape.toSpliced(axis, 1, ...indices.shape) }];
  },
  Split: (call) => {
    const value = known(call, 0);
    const axis = normalAxis(call.int('axis', 0), value.shape.length);
    const count = call.node.outputs.length;
    const part = Math.ceil(value.shape[axis] / count);
    const sizes =
      call.ints('split') ??
      call.numbers(1) ??
      Array.from({ length: count }, (_, i) => Math.max(Math.min(part, value.shape[axis] - i * part), 0));
    let end = 0;
    return call.node.outputs.map((_, i) => {
      const start = end;
      end += sizes[i] ?? 0;
      if (end > value.shape[axis]) throw new Misfit('its parts exceed the whole');
      return picked(
        value,
        axis,
        Array.from({ length: sizes[i] ?? 0 }, (_, place) => start + place),
      );
    });
  },
  Tile: (call) => {
    let value = known(call, 0);
    list(call, 1).forEach((times, axis) => {
      const { shape } = value;
      if (axis >= shape.length) throw new Misfit('it repeats an axis that is not there');
      foldable(value.type, shape.with(axis, shape[axis] * times));
      value = picked(
        value,
        axis,
        Array.from({ length: shape[axis] * times }, (_, i) => i % shape[axis]),
      );
    });
    return [value];
  },
};

/** An input's known value. */
export function known(call: Call, position: number): Constant {
  const constant = call.constant(position);
  if (constant === undefined) throw new Misfit(`input ${position} is left out`);
  return constant;
}

export function list(call: Call, position: number): readonly number[] {
  const values = call.numbers(position);
  if (values === undefined) throw new Misfit(`input ${position} is left out`);
  return values;
}

function read(
  value: Constant,
  shape: readonly number[],
  strides: readonly number[],
  start: number,
): Constant {
  const data = allocate(value.type, foldable(value.type, shape));
  let at = 0;
  walk(shape, strides, start, (place) => (data[at++] = value.data[place]));
  return { type: value.type, shape, data };
}

/** Some places along one axis. */
function picked(value: Constant, axis: number, indices: readonly number[]): Constant {
  const { shape, type } = value;
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const outer = shape.slice(0, axis).reduce((product, size) => product * size, 1);
  const target = shape.with(axis, indices.length);
  const data = allocate(type, foldable(type, target));
  let at = 0;
  for (let i = 0; i < outer; i++) {
    for (const index of indices) {
      const start = (i * shape[axis] + index) * inner;
      data.set(value.data.subarray(start, start + inner), at);
      at += inner;
    }
  }
  return { type, shape: target, data };
}

function joined(parts: readonly Constant[], axis: number): Constant {
  const [{ shape, type }] = parts;
  const fits = parts.every(
    (part) =>
      part.shape.length === shape.length && part.shape.every((size, i) => i === axis || size === shape[i]),
  );
  if (!fits) throw new Misfit('it joins values that do not fit');
  const size = parts.reduce((sum, part) => sum + part.shape[axis], 0);
  const target = shape.with(axis, size);
  const inner = shape.slice(axis + 1).reduce((product, each) => product * each, 1);
  const outer = shape.slice(0, axis).reduce((product, each) => product * each, 1);
  const data = allocate(type, foldable(type, target));
  let at = 0;
  for (let i = 0; i < outer; i++) {
    for (const part of parts) {
      const length = part.shape[axis] * inner;
      data.set(part.data.subarray(i * length, (i + 1) * length), at);
      at += length;
    }
  }
  return { type, shape: target, data };
}

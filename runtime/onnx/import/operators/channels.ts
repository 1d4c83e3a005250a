import type { Call } from '../call.js';
import { LIMITS } from '../limits.js';
import { Misfit, type Value } from '../value.js';
import {
  type Dimension,
  dimensionOf,
  type Factor,
  places,
  rowMajor,
  sameFactors,
  sizeOf,
  type View,
  viewShape,
  whole,
} from '../view.js';
import { constantLayer } from './arithmetic.js';
import { normalAxis } from './axes.js';
import { type Operator, viewOf } from './operator.js';

/** Concatenation along channels, in whatever layout. */
export const concat: Operator = (call) => {
  const count = call.inputs.length;
  const positions = Array.from({ length: count }, (_, i) => i);
  const first = positions.find((position) => !call.isConstant(position));
  if (first === undefined) throw new Misfit('all of its inputs are known');
  const model = call.view(first);
  const rank = model.axes.length;
  const axis = normalAxis(call.int('axis', 1), rank);
  const parts = positions.map((position) => {
    if (call.isConstant(position)) return constantPart(call, position, model, axis);
    return viewPart(call, call.view(position), model, axis);
  });
  if (count === 1) return viewOf(model);
  const layer = call.emit({ kind: 'concat' }, parts);
  const shape = call.shapeOf(layer);
  return viewOf({ ...model, layer, shape, axes: model.axes.with(axis, whole(shape, 'channels')) });
};

/** Split along channels, into equal parts or into given ones. */
export const split: Operator = (call) => {
  const view = call.view(0);
  const axis = normalAxis(call.int('axis', 0), view.axes.length);
  const size = sizeOf(view.axes[axis]);
  const outputs = call.node.outputs.length;
  const sizes = call.ints('split') ?? call.numbers(1) ?? equalParts(size, call.int('num_outputs', outputs));
  if (sizes.reduce((sum, part) => sum + part, 0) !== size || sizes.length < outputs) {
    throw new Misfit(`it splits ${size} into ${sizes.join(' + ')}`);
  }
  if (size > LIMITS.side || Math.min(...sizes) < 0) throw new Misfit(`it splits ${size} places`);
  let end = 0;
  return call.node.outputs.map((name, i): Value => {
    const start = end;
    end += sizes[i];
    // A part that nothing reads needs no layer.
    if (name === '' || call.scope.readers(name) === 0) return { kind: 'view', view };
    const indices = Array.from({ length: sizes[i] }, (_, place) => start + place);
    return { kind: 'view', view: taken(call, view, axis, indices) };
  });
};

export const slice: Operator = (call) => {
  const view = call.view(0);
  const shape = viewShape(view);
  const starts = call.ints('starts') ?? call.numbers(1) ?? [];
  const ends = call.ints('ends') ?? call.numbers(2) ?? [];
  const axes = call.ints('axes') ?? call.numbers(3) ?? starts.map((_, axis) => axis);
  const steps = call.numbers(4) ?? starts.map(() => 1);
  if (ends.length !== starts.length || axes.length !== starts.length || steps.length !== starts.length) {
    throw new Misfit('its starts, ends, axes and steps differ in number');
  }
  return viewOf(
    starts.reduce((part, start, i) => {
      const axis = normalAxis(axes[i], shape.length);
      return taken(call, part, axis, sliceIndices(shape[axis], start, ends[i], steps[i]));
    }, view),
  );
};

/** The indices of start:end:step, as ONNX clamps them. */
export function sliceIndices(size: number, start: number, end: number, step: number): number[] {
  if (step === 0) throw new Misfit('its step is 0');
  const clamp = (value: number, least: number, most: number): number =>
    Math.min(Math.max(value < 0 ? value + size : value, least), most);
  const [first, last] =
    step > 0
      ? [clamp(start, 0, size), clamp(end, 0, size)]
      : [clamp(start, 0, size - 1), clamp(end, -1, size - 1)];
  const count = Math.max(Math.ceil((last - first) / step), 0);
  if (count > LIMITS.side) throw new Misfit(`it takes ${count} places`);
  return Array.from({ length: count }, (_, i) => first + i * step);
}

/** Gather of known indices: a list of them, or one, which takes the axis away. */
export const gather: Operator = (call) => {
  const view = call.view(0);
  const axis = normalAxis(call.int('axis', 0), view.axes.length);
  const constant = call.constant(1);
  if (constant === undefined || constant.shape.length > 1) throw new Misfit('its indices are no list');
  const size = sizeOf(view.axes[axis]);
  const indices = Array.from(constant.data, (index) => (index < 0 ? index + size : index));
  const part = taken(call, view, axis, indices);
  return viewOf(constant.shape.length === 1 ? part : { ...part, axes: part.axes.toSpliced(axis, 1) });
};

/** The part of a view that has some indices along one axis: a selection of channels, or a crop. */
export function taken(call: Call, view: View, axis: number, indices: readonly number[]): View {
  const size = sizeOf(view.axes[axis]);
  if (indices.length === 0) throw new Misfit('it takes nothing');
  if (indices.some((index) => !Number.isInteger(index) || index < 0 || index >= size)) {
    throw new Misfit(`it takes [${indices.slice(0, 8).join(', ')}] of ${size}`);
  }
  if (indices.length === size && indices.every((index, i) => index === i)) return view;
  const dimension = dimensionOf(view, axis);
  if (dimension === 'height' || dimension === 'width') return cropped(call, view, axis, dimension, indices);
  return selected(call, view, axis, indices);
}

function cropped(
  call: Call,
  view: View,
  axis: number,
  dimension: 'height' | 'width',
  indices: readonly number[],
): View {
  const step = indices.length === 1 ? 1 : indices[1] - indices[0];
  if (step < 1 || indices.some((index, i) => index !== indices[0] + i * step)) {
    throw new Misfit(`it reorders its ${dimension}`);
  }
  const part = { start: indices[0], size: indices.length, step };
  const all = (size: number) => ({ start: 0, size, step: 1 });
  const rows = dimension === 'height' ? part : all(view.shape.height);
  const columns = dimension === 'width' ? part : all(view.shape.width);
  const layer = call.emit(
    {
      kind: 'crop',
      top: rows.start,
      left: columns.start,
      height: rows.size,
      width: columns.size,
      stride: [rows.step, columns.step],
    },
    [view.layer],
  );
  const shape = call.shapeOf(layer);
  return { ...view, layer, shape, axes: view.axes.with(axis, whole(shape, dimension)) };
}

function selected(call: Call, view: View, axis: number, indices: readonly number[]): View {
  if (!view.axes[axis].every(({ dimension }) => dimension === 'channels')) {
    throw new Misfit('it takes a part across channels and pixels');
  }
  const channelAxes = view.axes
    .map((factors, i) => ({ i, factors: factors.filter(({ dimension }) => dimension === 'channels') }))
    .filter(({ i, factors }) => factors.length > 0 || i === axis);
  if (view.axes[axis].length === 0 && view.shape.channels > 1)
    throw new Misfit('it repeats an axis of size 1');
  const chosen = channelAxes.map(({ i, factors }) => {
    const all = places(factors);
    return i === axis ? indices.map((index) => all[index]) : all;
  });
  const channels = chosen.reduce<number[]>(
    (sums, list) => sums.flatMap((sum) => list.map((place) => sum + place)),
    [0],
  );
  const layer = call.emit({ kind: 'select', indices: channels }, [view.layer]);
  const part: Factor = { dimension: 'channels', size: indices.length, stride: 1 };
  const renewed = view.axes.map((factors, i) =>
    i === axis ? (indices.length === 1 ? [] : [part]) : factors,
  );
  return { ...view, layer, shape: call.shapeOf(layer), axes: restrided(renewed) };
}

/** Channel factors in the order of their axes, laid out anew. */
function restrided(axes: readonly (readonly Factor[])[]): readonly (readonly Factor[])[] {
  const channels = rowMajor(axes.flat().filter(({ dimension }) => dimension === 'channels'));
  return axes.map((factors) =>
    factors.map((factor) => (factor.dimension === 'channels' ? (channels.shift() ?? factor) : factor)),
  );
}

function viewPart(call: Call, given: View, model: View, axis: number): string {
  const view = call.channelsInOrder(given);
  const own = sameFactors(view.axes[axis], whole(view.shape, 'channels'));
  const alike =
    view.axes.length === model.axes.length &&
    view.axes.every((factors, i) => i === axis || sameFactors(factors, model.axes[i]));
  const fits = (dimension: Dimension): boolean => view.shape[dimension] === model.shape[dimension];
  if (!own || !alike || axis === 0 || !fits('height') || !fits('width')) {
    throw new Misfit('it joins along other axes than channels');
  }
  return view.layer;
}

/** A constant operand of a concat is spread to the full height and width of the others. */
function constantPart(call: Call, position: number, model: View, axis: number): string {
  const constant = call.constant(position);
  if (constant?.shape.length !== model.axes.length) throw new Misfit('it joins a constant of other axes');
  const channels = constant.shape[axis];
  const shape = { ...model.shape, channels };
  const axes = model.axes.with(axis, whole(shape, 'channels'));
  return constantLayer(call, constant, { ...model, shape, axes });
}

function equalParts(size: number, count: number): readonly number[] {
  const part = Math.ceil(size / count);
  return Array.from({ length: count }, (_, i) => Math.max(Math.min(part, size - i * part), 0));
}

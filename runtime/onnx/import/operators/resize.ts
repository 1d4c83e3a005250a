import type { Interpolation, Pair, ResizeLayer } from '../../../../core/network/layer.js';
import type { Call } from '../call.js';
import { Misfit } from '../value.js';
import { dimensionOf, type View, viewShape, whole } from '../view.js';
import { normalAxis } from './axes.js';
import { type Operator, viewOf } from './operator.js';

/** ONNX's Resize of height and width, by sizes or by scales, in whatever layout. */
export const resize: Operator = (call) => {
  if (call.int('antialias', 0) !== 0) throw new Misfit('it smoothes while it shrinks');
  const given = givenSizes(call);
  const view = call.view(0);
  const coordinates = coordinatesOf(call, call.string('coordinate_transformation_mode', 'half_pixel'), given);
  return resized(call, view, given, coordinates, interpolationOf(call));
};

/** The forerunner of Resize. */
export const upsample: Operator = (call) => {
  const scales = call.floats('scales') ?? call.numbers(1);
  if (scales === undefined) throw new Misfit('it has no scales');
  const view = call.view(0);
  const mode = call.string('mode', 'nearest');
  if (mode !== 'nearest' && mode !== 'linear') throw new Misfit(`its mode is ${mode}`);
  const interpolation: Interpolation = mode === 'linear' ? { mode } : { mode, rounding: 'floor' };
  return resized(call, view, byScales(viewShape(view), scales), 'asymmetric', interpolation);
};

interface Sizes {
  /** Per axis. */
  readonly sizes: readonly number[];
  readonly scales: readonly number[];
}

function givenSizes(call: Call): Sizes {
  const shape = call.shape(0);
  const [scales, sizes] = [call.numbers(2), call.numbers(3)];
  const axes = call.ints('axes')?.map((axis) => normalAxis(axis, shape.length)) ?? [...shape.keys()];
  if (sizes !== undefined && sizes.length > 0) {
    if (call.string('keep_aspect_ratio_policy', 'stretch') !== 'stretch') {
      throw new Misfit('it keeps the aspect ratio');
    }
    const full = spreadOver(axes, sizes, shape);
    return { sizes: full, scales: full.map((size, axis) => size / shape[axis]) };
  }
  if (scales === undefined || scales.length === 0) throw new Misfit('it has neither sizes nor scales');
  return byScales(
    shape,
    spreadOver(
      axes,
      scales,
      shape.map(() => 1),
    ),
  );
}

function byScales(shape: readonly number[], scales: readonly number[]): Sizes {
  if (scales.length !== shape.length)
    throw new Misfit(`it has ${scales.length} scales for ${shape.length} axes`);
  return { sizes: shape.map((size, axis) => Math.floor(size * scales[axis])), scales };
}

function spreadOver(axes: readonly number[], values: readonly number[], rest: readonly number[]): number[] {
  if (axes.length !== values.length)
    throw new Misfit(`it has ${values.length} sizes for ${axes.length} axes`);
  const full = [...rest];
  axes.forEach((axis, i) => (full[axis] = values[i]));
  return full;
}

function resized(
  call: Call,
  view: View,
  { sizes, scales }: Sizes,
  coordinates: ResizeLayer['coordinates'],
  interpolation: Interpolation,
): ReturnType<Operator> {
  const shape = viewShape(view);
  const target = { height: view.shape.height, width: view.shape.width };
  const scale = { height: 1, width: 1 };
  const axes = [...view.axes];
  shape.forEach((size, axis) => {
    const dimension = dimensionOf(view, axis);
    if (dimension === 'height' || dimension === 'width') {
      target[dimension] = sizes[axis];
      scale[dimension] = scales[axis];
      axes[axis] = whole({ ...view.shape, [dimension]: sizes[axis] }, dimension);
    } else if (sizes[axis] !== size || scales[axis] !== 1) {
      throw new Misfit('it resizes other axes than height and width');
    }
  });
  const factors: Pair = [scale.height, scale.width];
  const plain =
    scale.height === target.height / view.shape.height && scale.width === target.width / view.shape.width;
  const layer = call.emit(
    { kind: 'resize', ...target, coordinates, interpolation, ...(plain ? {} : { scale: factors }) },
    [view.layer],
  );
  return viewOf({ ...view, layer, shape: call.shapeOf(layer), axes });
}

function coordinatesOf(call: Call, mode: string, { sizes, scales }: Sizes): ResizeLayer['coordinates'] {
  switch (mode) {
    case 'half_pixel':
    case 'pytorch_half_pixel':
    case 'align_corners':
    case 'asymmetric':
      return mode;
    case 'half_pixel_symmetric':
      // Differs from half_pixel only where the scale is not output over input.
      if (call.shape(0).every((size, axis) => size * scales[axis] === sizes[axis])) return 'half_pixel';
      throw new Misfit('its coordinates are half_pixel_symmetric');
    default:
      throw new Misfit(`its coordinates are ${mode}`);
  }
}

function interpolationOf(call: Call): Interpolation {
  const mode = call.string('mode', 'nearest');
  switch (mode) {
    case 'linear':
      return { mode };
    case 'cubic':
      return {
        mode,
        coefficient: call.float('cubic_coeff_a', -0.75),
        excludeOutside: call.int('exclude_outside', 0) !== 0,
      };
    case 'nearest': {
      const rounding = call.string('nearest_mode', 'round_prefer_floor');
      switch (rounding) {
        case 'floor':
        case 'ceil':
        case 'round_prefer_floor':
        case 'round_prefer_ceil':
          return { mode, rounding };
        default:
          throw new Misfit(`it rounds by ${rounding}`);
      }
    }
    default:
      throw new Misfit(`its mode is ${mode}`);
  }
}

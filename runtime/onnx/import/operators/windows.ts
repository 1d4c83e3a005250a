import type { Padding, Pair } from '../../../../core/network/layer.js';
import type { Call } from '../call.js';
import { Misfit } from '../value.js';

/** A window's settings as ONNX nodes have them, for images of a size. */
export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
}

/** Reads `strides`, `dilations`, `pads` and `auto_pad` for a kernel that slides over an image of `size`. */
export function slidingWindow(call: Call, kernel: Pair, size: Pair): Window {
  const stride = pairOf(call, 'strides', 1);
  const dilation = pairOf(call, 'dilations', 1);
  return { kernel, stride, dilation, padding: slidingPadding(call, kernel, stride, dilation, size) };
}

export function pairOf(call: Call, attribute: string, otherwise: number): Pair {
  const values = call.ints(attribute);
  if (values === undefined) return [otherwise, otherwise];
  return pair(values, attribute);
}

export function pair(values: readonly number[], what: string): Pair {
  if (values.length !== 2) throw new Misfit(`its ${what} has ${values.length} sizes`);
  return [values[0], values[1]];
}

/** `pads` are those at the beginning of each axis, then those at the end. */
export function explicitPadding(call: Call): Padding {
  const pads = call.ints('pads') ?? [0, 0, 0, 0];
  if (pads.length !== 4) throw new Misfit(`it pads ${pads.length / 2} axes`);
  const [top, left, bottom, right] = pads;
  if (Math.min(...pads) < 0) throw new Misfit('its padding is negative');
  return { top, left, bottom, right };
}

/** SAME pads so that output sizes are input sizes over strides, rounded up; an odd pixel comes last, or first. */
function slidingPadding(call: Call, kernel: Pair, stride: Pair, dilation: Pair, size: Pair): Padding {
  const mode = call.string('auto_pad', 'NOTSET');
  if (mode === 'NOTSET' || mode === '') return explicitPadding(call);
  if (mode === 'VALID') return { top: 0, left: 0, bottom: 0, right: 0 };
  if (mode !== 'SAME_UPPER' && mode !== 'SAME_LOWER') throw new Misfit(`its auto_pad is ${mode}`);
  const [height, width] = ([0, 1] as const).map((axis) => {
    const extent = dilation[axis] * (kernel[axis] - 1) + 1;
    const total = Math.max(
      (Math.ceil(size[axis] / stride[axis]) - 1) * stride[axis] + extent - size[axis],
      0,
    );
    return shared(total, mode);
  });
  return { top: height[0], left: width[0], bottom: height[1], right: width[1] };
}

/** Padding at the beginning and at the end. */
export function shared(total: number, mode: string): Pair {
  const less = Math.floor(total / 2);
  return mode === 'SAME_UPPER' ? [less, total - less] : [total - less, less];
}

import type { Padding, Pair, Shape } from '../../../core/network/layer.js';
import type { BorderMode } from './model.js';

interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

/** How a window slides in TFLite: by one of its modes, after padding where neither gives what is wanted. */
export interface BorderFit {
  readonly border: BorderMode;
  readonly pad?: Padding;
}

/**
 * Says how TFLite does what a layer's explicit padding does. Padding at the bottom and right counts as far as windows
 * reach it.
 */
export function fitBorder(
  { kernel, stride, padding }: Window,
  input: Shape,
  output: Shape,
  dilation: Pair = [1, 1],
): BorderFit {
  const rows = axis(input.height, output.height, padding.top, extent(kernel[0], dilation[0]), stride[0]);
  const columns = axis(input.width, output.width, padding.left, extent(kernel[1], dilation[1]), stride[1]);
  for (const border of ['VALID', 'SAME'] as const) {
    if (rows.modes.has(border) && columns.modes.has(border)) return { border };
  }
  const { top, left } = padding;
  return { border: 'VALID', pad: { top, left, bottom: rows.after, right: columns.after } };
}

function extent(kernel: number, dilation: number): number {
  return dilation * (kernel - 1) + 1;
}

function axis(size: number, outputs: number, before: number, reach: number, stride: number) {
  const whole = (outputs - 1) * stride + reach;
  const after = Math.max(0, whole - size - before);
  const missing = Math.max(0, whole - size);
  const modes = new Set<BorderMode>();
  if (before === 0 && after === 0 && outputs === Math.floor((size - reach) / stride) + 1) modes.add('VALID');
  if (outputs === Math.ceil(size / stride) && before === Math.floor(missing / 2)) modes.add('SAME');
  return { modes, after };
}

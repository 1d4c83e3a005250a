import type { Padding, Pair } from '../../../../core/network/layer.js';
import type { Call } from '../call.js';
import { Misfit } from '../value.js';
import { imageOf, type Operator } from './operator.js';
import { pairOf, slidingWindow, type Window } from './windows.js';

export const maxPool: Operator = (call) => {
  call.expectOutputs(1);
  const input = call.image(0);
  const window = poolWindow(call, input);
  const { kernel, stride } = window;
  const layer = call.emit({ kind: 'maxpool', kernel, stride, padding: ceiled(call, input, window) }, [input]);
  return imageOf(call, layer);
};

export const averagePool: Operator = (call) => {
  const input = call.image(0);
  const { kernel, stride, ...window } = poolWindow(call, input);
  const countPadding = call.int('count_include_pad', 0) !== 0;
  const padding = ceiled(call, input, { kernel, stride, ...window });
  const grown = padding.bottom > window.padding.bottom || padding.right > window.padding.right;
  if (countPadding && grown) throw new Misfit('it rounds up and counts padding');
  const layer = call.emit({ kind: 'averagepool', kernel, stride, padding, countPadding }, [input]);
  return imageOf(call, layer);
};

export const globalAveragePool: Operator = (call) => {
  const input = call.image(0);
  return imageOf(call, call.emit({ kind: 'globalaveragepool' }, [input]));
};

export const globalMaxPool: Operator = (call) => {
  const input = call.image(0);
  const { height, width } = call.shapeOf(input);
  return imageOf(call, call.emit(wholeWindow('maxpool', [height, width]), [input]));
};

/** A pooling of a window that does not move. */
export function wholeWindow<K extends 'maxpool' | 'averagepool'>(kind: K, kernel: Pair) {
  const still = { kernel, stride: [1, 1] as const, padding: { top: 0, left: 0, bottom: 0, right: 0 } };
  return { kind, ...still, countPadding: false };
}

function poolWindow(call: Call, input: string): Window {
  const { height, width } = call.shapeOf(input);
  if (call.ints('kernel_shape') === undefined) throw new Misfit('it has no kernel_shape');
  const window = slidingWindow(call, pairOf(call, 'kernel_shape', 1), [height, width]);
  if (window.dilation[0] !== 1 || window.dilation[1] !== 1) throw new Misfit('it is dilated');
  return window;
}

/**
 * With `ceil_mode`, a last window may reach over the end, unless it would begin in the padding there: padding at the
 * end that gives as many windows when rounded down.
 */
function ceiled(call: Call, input: string, { kernel, stride, padding }: Window): Padding {
  if (call.int('ceil_mode', 0) === 0) return padding;
  const { height, width } = call.shapeOf(input);
  const grow = (size: number, axis: 0 | 1, before: number, after: number): number => {
    const room = size + before + after - kernel[axis];
    let windows = Math.ceil(room / stride[axis]) + 1;
    if ((windows - 1) * stride[axis] >= size + before) windows--;
    return Math.max(after, after + (windows - 1) * stride[axis] - room);
  };
  return {
    ...padding,
    bottom: grow(height, 0, padding.top, padding.bottom),
    right: grow(width, 1, padding.left, padding.right),
  };
}

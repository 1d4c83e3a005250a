import type { ArithmeticLayer, CropLayer, PadLayer, Shape } from '../../../../core/network/layer.js';
import { at, fill, type Plane } from './value.js';

/** Joins two outputs, each spread where its size is 1. */
export function calculate(
  layer: ArithmeticLayer,
  [left, right]: readonly Plane[],
  shape: Shape,
): Float64Array {
  const spread = (value: Plane, channel: number, y: number, x: number): number => {
    const { channels, height, width } = value.shape;
    return at(value, channels === 1 ? 0 : channel, height === 1 ? 0 : y, width === 1 ? 0 : x) ?? NaN;
  };
  return fill(shape, (channel, y, x) => {
    const [a, b] = [spread(left, channel, y, x), spread(right, channel, y, x)];
    switch (layer.kind) {
      case 'add':
        return a + b;
      case 'sub':
        return a - b;
      case 'mul':
        return a * b;
      case 'div':
        return a / b;
    }
  });
}

export function pad({ padding, mode, value }: PadLayer, input: Plane, shape: Shape): Float64Array {
  const source = (index: number, size: number): number => {
    if (mode === 'edge') return Math.min(size - 1, Math.max(0, index));
    if (mode === 'reflect') return size - 1 - Math.abs(size - 1 - Math.abs(index));
    return index;
  };
  const { height, width } = input.shape;
  return fill(
    shape,
    (channel, y, x) =>
      at(input, channel, source(y - padding.top, height), source(x - padding.left, width)) ?? value,
  );
}

export function crop({ top, left, stride }: CropLayer, input: Plane, shape: Shape): Float64Array {
  return fill(shape, (channel, y, x) => at(input, channel, top + y * stride[0], left + x * stride[1]) ?? NaN);
}

/** Channels of an input by index. */
export function select(indices: readonly number[], input: Plane): Float64Array {
  return fill(
    { ...input.shape, channels: indices.length },
    (place, y, x) => at(input, indices[place], y, x) ?? NaN,
  );
}

export function softmax(input: Plane): Float64Array {
  const { channels } = input.shape;
  return fill(input.shape, (channel, y, x) => {
    const scores = Array.from({ length: channels }, (_, c) => at(input, c, y, x) ?? NaN);
    const largest = Math.max(...scores);
    const total = scores.reduce((sum, score) => sum + Math.exp(score - largest), 0);
    return Math.exp(scores[channel] - largest) / total;
  });
}

export function argmax(input: Plane): Float64Array {
  const { channels } = input.shape;
  return fill({ ...input.shape, channels: 1 }, (_, y, x) => {
    let best = 0;
    for (let c = 1; c < channels; c++) {
      if ((at(input, c, y, x) ?? NaN) > (at(input, best, y, x) ?? NaN)) best = c;
    }
    return best;
  });
}

import type { Pair } from '../../../../core/network/layer.js';
import { FLOAT_T, typeAttribute } from '../attributes.js';
import type { Scope } from '../native.js';
import { kernelDimensions, type Convolution, type Geometry } from './convolution.js';

/** The taps of a kernel along one axis that ever meet a pixel: `first` of them are skipped, `count` kept. */
interface LiveTaps {
  readonly first: number;
  readonly count: number;
}

/**
 * A convolution without the taps that only ever meet padding. Where the dilation reaches the size of the image, as in
 * DeepLab's ASPP on small images, a 3x3 kernel so becomes 1x1. The results are the same; dead taps have gradient 0.
 * `build` makes the convolution that is left.
 */
export function trimmedConvolution(
  geometry: Geometry,
  constants: Scope,
  build: (geometry: Geometry, constants: Scope) => Convolution,
): Convolution {
  const { kernel, padding, dilation } = geometry;
  const rows = liveTaps(geometry, 0, padding.top, padding.bottom);
  const columns = liveTaps(geometry, 1, padding.left, padding.right);
  if (rows.count === kernel[0] && columns.count === kernel[1]) return build(geometry, constants);
  const after: Pair = [kernel[0] - rows.first - rows.count, kernel[1] - columns.first - columns.count];
  const small: Geometry = {
    ...geometry,
    kernel: [rows.count, columns.count],
    dilation: [rows.count === 1 ? 1 : dilation[0], columns.count === 1 ? 1 : dilation[1]],
    padding: {
      top: padding.top - rows.first * dilation[0],
      bottom: padding.bottom - after[0] * dilation[0],
      left: padding.left - columns.first * dilation[1],
      right: padding.right - after[1] * dilation[1],
    },
  };
  const inner = build(small, constants);
  const begin = constants.integers([rows.first, columns.first, 0, 0]);
  const sizes = constants.integers(kernelDimensions(small));
  const pads = constants.integers([rows.first, after[0], columns.first, after[1], 0, 0, 0, 0], [4, 2]);
  const slice = [...FLOAT_T, typeAttribute('Index', 'int32')];
  const pad = [...FLOAT_T, typeAttribute('Tpaddings', 'int32')];
  return {
    forward: (scope, x, whole) => {
      const part = scope.run('Slice', slice, [whole, begin, sizes]);
      const y = inner.forward(scope, x, part);
      scope.free(part);
      return y;
    },
    inputGradient: (scope, whole, dy) => {
      const part = scope.run('Slice', slice, [whole, begin, sizes]);
      const gradient = inner.inputGradient(scope, part, dy);
      scope.free(part);
      return gradient;
    },
    kernelGradient: (scope, x, dy) => {
      const part = inner.kernelGradient(scope, x, dy);
      const whole = scope.run('Pad', pad, [part, pads]);
      scope.free(part);
      return whole;
    },
  };
}

function liveTaps(geometry: Geometry, axis: 0 | 1, before: number, after: number): LiveTaps {
  const size = geometry.input[axis];
  const stride = geometry.stride[axis];
  const dilation = geometry.dilation[axis];
  const outputs = geometry.output[axis];
  const meets = (tap: number): boolean => {
    for (let position = 0; position < outputs; position++) {
      const pixel = position * stride + tap * dilation - before;
      if (pixel >= 0 && pixel < size) return true;
    }
    return false;
  };
  const taps = geometry.kernel[axis];
  // What is skipped must be padding, so that the padding that is left is never negative; one tap always stays.
  let first = 0;
  while (first < taps - 1 && !meets(first) && (first + 1) * dilation <= before) first++;
  let last = taps - 1;
  while (last > first && !meets(last) && (taps - last) * dilation <= after) last--;
  return { first, count: last - first + 1 };
}

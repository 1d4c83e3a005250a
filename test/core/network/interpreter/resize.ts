import type { Interpolation, ResizeLayer } from '../../../../core/network/layer.js';
import { at, fill, type Plane } from './value.js';

/** A pixel of the input and its part in a pixel of the output. */
interface Tap {
  readonly index: number;
  readonly weight: number;
}

/** Interpolates along height and width, each as ONNX's Resize defines it. */
export function resize(layer: ResizeLayer, input: Plane): Float64Array {
  const { channels, height, width } = input.shape;
  const rows = axisTaps(layer, height, layer.height, layer.scale?.[0]);
  const columns = axisTaps(layer, width, layer.width, layer.scale?.[1]);
  return fill({ channels, height: layer.height, width: layer.width }, (channel, y, x) => {
    let sum = 0;
    for (const row of rows[y]) {
      for (const column of columns[x]) {
        sum += row.weight * column.weight * (at(input, channel, row.index, column.index) ?? 0);
      }
    }
    return sum;
  });
}

function axisTaps(layer: ResizeLayer, from: number, to: number, scale = to / from): readonly Tap[][] {
  return Array.from({ length: to }, (_, index) => {
    const position = samplingPoint(layer.coordinates, index, from, to, scale);
    const taps = neighbours(layer.interpolation, position);
    const outside = ({ index: i }: Tap): boolean => i < 0 || i >= from;
    if (layer.interpolation.mode === 'cubic' && layer.interpolation.excludeOutside) {
      const inside = taps.filter((tap) => !outside(tap));
      const total = inside.reduce((sum, { weight }) => sum + weight, 0);
      return inside.map((tap) => ({ ...tap, weight: tap.weight / total }));
    }
    return taps.map(({ index: i, weight }) => ({ index: Math.min(from - 1, Math.max(0, i)), weight }));
  });
}

function samplingPoint(
  coordinates: ResizeLayer['coordinates'],
  index: number,
  from: number,
  to: number,
  scale: number,
): number {
  const half = (index + 0.5) / scale - 0.5;
  switch (coordinates) {
    case 'half_pixel':
      return half;
    case 'pytorch_half_pixel':
      return to > 1 ? half : 0;
    case 'align_corners':
      return to > 1 ? (index * (from - 1)) / (to - 1) : 0;
    case 'asymmetric':
      return index / scale;
  }
}

function neighbours(interpolation: Interpolation, position: number): readonly Tap[] {
  const first = Math.floor(position);
  const ratio = position - first;
  switch (interpolation.mode) {
    case 'nearest':
      return [{ index: rounded(interpolation.rounding, position), weight: 1 }];
    case 'linear':
      return [
        { index: first, weight: 1 - ratio },
        { index: first + 1, weight: ratio },
      ];
    case 'cubic':
      return [-1, 0, 1, 2].map((step) => ({
        index: first + step,
        weight: cubicWeight(Math.abs(step - ratio), interpolation.coefficient),
      }));
  }
}

function rounded(rounding: 'floor' | 'ceil' | 'round_prefer_floor' | 'round_prefer_ceil', x: number): number {
  switch (rounding) {
    case 'floor':
      return Math.floor(x);
    case 'ceil':
      return Math.ceil(x);
    case 'round_prefer_floor':
      return Math.ceil(x - 0.5);
    case 'round_prefer_ceil':
      return Math.floor(x + 0.5);
  }
}

/** Keys 1981, Cubic convolution interpolation for digital image processing, with the coefficient a. */
function cubicWeight(distance: number, a: number): number {
  const d = distance;
  if (d <= 1) return (a + 2) * d ** 3 - (a + 3) * d ** 2 + 1;
  return d < 2 ? a * d ** 3 - 5 * a * d ** 2 + 8 * a * d - 4 * a : 0;
}

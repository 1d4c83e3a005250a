import type { ResizeLayer } from './layer.js';

/** An input position that an output position reads along one axis, and how much it counts. */
export interface Tap {
  readonly position: number;
  readonly weight: number;
}

/**
 * What each of the `to` output positions of a resize reads of the `from` input positions along one axis, 0 for height
 * and 1 for width: the definition of ONNX's Resize, operator set 19. A position comes at most once in an output's taps,
 * and those of weight 0 are left out. Coordinates are rounded to float32 on their way, as onnxruntime computes them, so
 * that the same neighbour is the nearest here and there.
 */
export function samplingTaps(
  from: number,
  to: number,
  layer: ResizeLayer,
  axis: 0 | 1,
): readonly (readonly Tap[])[] {
  const { interpolation } = layer;
  const source = (at: number): number => sourceCoordinate(at, from, to, layer, axis);
  const last = from - 1;
  return Array.from({ length: to }, (_, at) => {
    switch (interpolation.mode) {
      case 'nearest':
        return [{ position: clamp(round(source(at), interpolation.rounding), last), weight: 1 }];
      case 'linear':
        return linearTaps(clamp(source(at), last), last);
      case 'cubic':
        return cubicTaps(source(at), last, interpolation.coefficient, interpolation.excludeOutside);
    }
  });
}

/** Where an output position lies among input positions; may lie outside them. */
function sourceCoordinate(at: number, from: number, to: number, layer: ResizeLayer, axis: 0 | 1): number {
  const float = Math.fround;
  const scale = float(layer.scale?.[axis] ?? to / from);
  const centre = (): number => float(float((at + 0.5) / scale) - 0.5);
  switch (layer.coordinates) {
    case 'half_pixel':
      return centre();
    case 'pytorch_half_pixel':
      return to === 1 ? 0 : centre();
    case 'align_corners':
      return to === 1 ? 0 : float((at * (from - 1)) / (to - 1));
    case 'asymmetric':
      return float(at / scale);
  }
}

type Rounding = Extract<ResizeLayer['interpolation'], { readonly mode: 'nearest' }>['rounding'];

function round(coordinate: number, rounding: Rounding): number {
  switch (rounding) {
    case 'floor':
      return Math.floor(coordinate);
    case 'ceil':
      return Math.ceil(coordinate);
    case 'round_prefer_floor':
      return isTie(coordinate) ? Math.floor(coordinate) : Math.round(coordinate);
    case 'round_prefer_ceil':
      return isTie(coordinate) ? Math.ceil(coordinate) : Math.round(coordinate);
  }
}

/** Whether a coordinate lies halfway, to within what onnxruntime takes for that. */
function isTie(coordinate: number): boolean {
  return Math.abs(coordinate - Math.floor(coordinate) - 0.5) < 1e-6;
}

function linearTaps(coordinate: number, last: number): readonly Tap[] {
  const lower = Math.floor(coordinate);
  const fraction = coordinate - lower;
  return merged([
    { position: lower, weight: 1 - fraction },
    { position: Math.min(lower + 1, last), weight: fraction },
  ]);
}

/** Cubic convolution (Keys 1981, equation 4, with its `a` as the coefficient); beyond the border the border's value. */
function cubicTaps(
  coordinate: number,
  last: number,
  coefficient: number,
  excludeOutside: boolean,
): readonly Tap[] {
  const first = Math.floor(coordinate) - 1;
  const taps = [first, first + 1, first + 2, first + 3].map((position) => ({
    position,
    weight: cubicWeight(Math.abs(coordinate - position), coefficient),
  }));
  if (!excludeOutside) {
    return merged(taps.map(({ position, weight }) => ({ position: clamp(position, last), weight })));
  }
  const inside = taps.filter(({ position }) => position >= 0 && position <= last);
  const total = inside.reduce((sum, { weight }) => sum + weight, 0);
  return merged(inside.map(({ position, weight }) => ({ position, weight: weight / total })));
}

function cubicWeight(distance: number, a: number): number {
  return distance <= 1
    ? ((a + 2) * distance - (a + 3)) * distance ** 2 + 1
    : ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
}

function merged(taps: readonly Tap[]): readonly Tap[] {
  const weights = new Map<number, number>();
  for (const { position, weight } of taps) weights.set(position, (weights.get(position) ?? 0) + weight);
  return [...weights]
    .filter(([, weight]) => weight !== 0)
    .map(([position, weight]) => ({ position, weight }));
}

function clamp(value: number, last: number): number {
  return Math.min(Math.max(value, 0), last);
}

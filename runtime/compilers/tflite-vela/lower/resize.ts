import { samplingTaps } from '../../../../core/network/interpolation.js';
import type { ResizeLayer, Shape } from '../../../../core/network/layer.js';
import type { Lowered, LoweringContext } from './context.js';

interface Sampling {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

const SAMPLINGS: readonly Sampling[] = [
  { alignCorners: false, halfPixelCenters: false },
  { alignCorners: false, halfPixelCenters: true },
  { alignCorners: true, halfPixelCenters: false },
];

export function lowerResize(context: LoweringContext, layer: ResizeLayer, { inputs, output }: Lowered): void {
  const [input] = inputs;
  const sampling = tfliteSampling(layer, input.shape);
  if (sampling === undefined) throw new Error(`TFLite does not resize as ${layer.name} does`);
  const kind = layer.interpolation.mode === 'linear' ? 'RESIZE_BILINEAR' : 'RESIZE_NEAREST_NEIGHBOR';
  const size = context.integers(`${layer.name}.size`, [layer.height, layer.width]);
  context.operator({ kind, ...sampling }, [input, size], output);
}

/** TFLite's way of sampling that reads what a layer reads; undefined where it has none. */
export function tfliteSampling(layer: ResizeLayer, input: Shape): Sampling | undefined {
  const axes = [
    [input.height, layer.height],
    [input.width, layer.width],
  ] as const;
  const { mode } = layer.interpolation;
  if (mode === 'cubic') return undefined;
  return SAMPLINGS.find((sampling) =>
    axes.every(([from, to], axis) => {
      const wanted = samplingTaps(from, to, layer, axis === 0 ? 0 : 1);
      return wanted.every((taps, at) => {
        const place = clamped(placeOf(sampling, at, from, to, mode), from - 1);
        return taps.every(({ position, weight }) => Math.abs(weightAt(position, place) - weight) < TOLERANCE);
      });
    }),
  );
}

const TOLERANCE = 1e-4;

/** Where TFLite's kernels read for an output position: a fraction of an input position, or a whole one for the nearest. */
function placeOf(
  { alignCorners, halfPixelCenters }: Sampling,
  at: number,
  from: number,
  to: number,
  mode: 'linear' | 'nearest',
): number {
  const step = alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
  if (mode === 'linear') return halfPixelCenters ? (at + 0.5) * step - 0.5 : at * step;
  const place = Math.fround(Math.fround(at + (halfPixelCenters ? 0.5 : 0)) * Math.fround(step));
  return alignCorners ? Math.round(place) : Math.floor(place);
}

function clamped(place: number, last: number): number {
  return Math.min(Math.max(place, 0), last);
}

/** How much a position counts at a place between positions. */
function weightAt(position: number, place: number): number {
  return Math.max(0, 1 - Math.abs(position - place));
}

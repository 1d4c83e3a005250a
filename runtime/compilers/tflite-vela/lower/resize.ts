import { samplingTaps } from '../../../../core/network/interpolation.js';
import type { ResizeLayer, Shape } from '../../../../core/network/layer.js';
import type { Lowered, LoweringContext, Value } from './context.js';
import { edged, lowerSlice } from './layout.js';

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
  const factor = context.resizes === 'filtered' ? filteredFactor(layer, input.shape, sampling) : undefined;
  if (factor !== undefined) {
    lowerFiltered(context, layer.name, factor, { input, output });
    return;
  }
  const kind = layer.interpolation.mode === 'linear' ? 'RESIZE_BILINEAR' : 'RESIZE_NEAREST_NEIGHBOR';
  const size = context.integers(`${layer.name}.size`, [layer.height, layer.width]);
  context.operator({ kind, ...sampling }, [input, size], output);
}

/** Factors by which an Ethos-U55 repeats pixels, but does not interpolate between their centres. */
const REPEATED = [4, 8];

/** The factor of an interpolation between centres of pixels that only an Ethos-U85 has as one operator. */
function filteredFactor(layer: ResizeLayer, input: Shape, sampling: Sampling): number | undefined {
  if (layer.interpolation.mode !== 'linear' || !sampling.halfPixelCenters) return undefined;
  const factor = layer.height / input.height;
  return REPEATED.includes(factor) && layer.width === factor * input.width ? factor : undefined;
}

/**
 * Interpolates by an even factor f: each pixel is repeated f times along both axes, then smoothed by a filter of f + 1
 * weights, 1 2 … 2 1, along each. That is exactly bilinear interpolation between centres of pixels, and the weights are
 * exact as words.
 */
function lowerFiltered(
  context: LoweringContext,
  name: string,
  factor: number,
  { input, output }: { readonly input: Value; readonly output: Value },
): void {
  const { channels, height, width } = input.shape;
  const around = edged(context, `${name}.edged`, input);
  const [rows, columns] = [(height + 2) * factor, (width + 2) * factor];
  const repeated = context.value(`${name}.repeated`, { channels, height: rows, width: columns }, input.scale);
  const size = context.integers(`${name}.size`, [rows, columns]);
  const nearest = { kind: 'RESIZE_NEAREST_NEIGHBOR', alignCorners: false, halfPixelCenters: false } as const;
  context.operator(nearest, [around, size], repeated);
  const shape = { channels, height: (height + 1) * factor, width: (width + 1) * factor };
  const read = context.value(`${name}.cut`, shape, input.scale);
  lowerSlice(context, name, repeated, read, [factor / 2, factor / 2, 0]);
  const taps = Array.from({ length: factor + 1 }, (_, at) => (at % factor === 0 ? 1 : 2));
  const words = taps.flatMap((row) =>
    taps.flatMap((tap) => Array.from({ length: channels }, () => row * tap)),
  );
  const scales = Array.from({ length: channels }, () => 1 / (2 * factor) ** 2);
  const sums = scales.map((scale) => scale * input.scale.scale);
  const filters = [
    context.words(
      `${name}.filter`,
      [1, taps.length, taps.length, channels],
      { scales, axis: 3 },
      Int8Array.from(words),
    ),
    context.words(`${name}.bias`, [channels], { scales: sums, axis: 0 }, new Int32Array(channels)),
  ];
  const operation = {
    kind: 'DEPTHWISE_CONV_2D',
    border: 'VALID',
    multiplier: 1,
    activation: 'NONE',
  } as const;
  context.operator({ ...operation, stride: [1, 1], dilation: [1, 1] }, [read, ...filters], output);
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

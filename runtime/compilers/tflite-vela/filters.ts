/** Filters and biases in words, with a scale for each output channel. */
export interface WordFilters {
  readonly weights: Int8Array;
  readonly scales: readonly number[];
  readonly bias: Int32Array;
  readonly biasScales: readonly number[];
}

export interface RealFilters {
  readonly values: Float32Array;
  /** The output channel of the value at a place. */
  readonly channelOf: (place: number) => number;
  readonly bias: Float32Array;
}

const TOP = 127;
/** Leaves room for the sum that a bias is added to. */
const BIAS_TOP = 2 ** 29;

/**
 * Filters in words of 8 bits without zero points. A bias is held in 32 bits in the scale of the sum, that of the input
 * times the filter's; a filter that is small beside its bias has a scale that the bias fits into.
 */
export function quantiseFilters(real: RealFilters, inputScale: number): WordFilters {
  const { values, channelOf, bias } = real;
  const largest = new Float32Array(bias.length);
  values.forEach((value, place) => {
    const channel = channelOf(place);
    largest[channel] = Math.max(largest[channel], Math.abs(value));
  });
  const scales = Array.from(largest, (most, channel) => {
    const scale = Math.fround(Math.max(most / TOP, Math.abs(bias[channel]) / (inputScale * BIAS_TOP)));
    return scale === 0 ? 1 : scale;
  });
  const biasScales = scales.map((scale) => Math.fround(scale * inputScale));
  return {
    weights: Int8Array.from(values, (value, place) => Math.round(value / scales[channelOf(place)])),
    scales,
    bias: Int32Array.from(bias, (value, channel) => Math.round(value / biasScales[channel])),
    biasScales,
  };
}

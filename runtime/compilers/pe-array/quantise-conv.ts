import type { ConvLayer } from '../../../core/network/layer.js';
import { parameterName } from '../../../core/network/layer.js';
import { weightOf } from '../../../core/network/parameters.js';
import type { Weights } from '../../../core/network/weights.js';
import { bestExponent, toWord, widestExponent } from '../quantisation/power-of-two.js';
import { ACCUMULATOR_BITS, boundedShift, type QuantisedTensor, type WordBits } from './operations.js';

export interface ConvNumbers {
  readonly layer: ConvLayer;
  /** Batch norm folded: a bias is there, or nothing was folded. */
  readonly weights: Weights;
  readonly wordBits: WordBits;
  readonly inputs: readonly QuantisedTensor[];
  /** The exponent of what is added to the sum. */
  readonly added?: number;
  /** The exponent of the result. */
  readonly exponent: number;
}

const BIAS_BITS = 32;
/** Bits by which what is added may be shifted to the left. */
const MOST_SHIFT = 30;

/**
 * Weights, biases and shifts of a convolution, by output channel: a sum's exponent is the one that suits the channel's
 * weights best, raised where bias, addition or the sum itself would not fit. Weights of inputs with other exponents are
 * scaled to the same sum.
 */
export function quantiseConv({ layer, weights, wordBits, inputs, added, exponent }: ConvNumbers) {
  const { outChannels, groups } = layer;
  const real = weightOf(weights, parameterName(layer, 'weight')).data;
  const biases = weights.get(parameterName(layer, 'bias'))?.data;
  const size = real.length / outChannels;
  const exponents = inputs.flatMap(({ channels, exponent }) =>
    Array.from({ length: channels }, () => exponent),
  );
  const perGroup = exponents.length / groups;
  const area = size / perGroup;

  const words = new Int16Array(real.length);
  const bias = new Int32Array(outChannels);
  const shifts = { out: new Int8Array(outChannels), added: new Int8Array(outChannels) };
  for (let o = 0; o < outChannels; o++) {
    const start = Math.floor((o * groups) / outChannels) * perGroup;
    const scaled = Float64Array.from(
      { length: size },
      (_, i) => real[o * size + i] * 2 ** exponents[start + Math.floor(i / area)],
    );
    const offset = biases?.[o] ?? 0;
    const sum = sumExponent({ scaled, offset, added, exponent, wordBits });
    scaled.forEach((value, i) => {
      words[o * size + i] = toWord(value, sum, wordBits);
    });
    bias[o] = toWord(offset, sum, BIAS_BITS);
    shifts.out[o] = boundedShift(exponent - sum);
    shifts.added[o] = added === undefined ? 0 : Math.max(added - sum, 1 - ACCUMULATOR_BITS);
  }
  return { weights: words, bias, shifts };
}

interface Channel {
  readonly scaled: Float64Array;
  readonly offset: number;
  readonly added?: number;
  readonly exponent: number;
  readonly wordBits: WordBits;
}

function sumExponent(channel: Channel): number {
  const { scaled, offset, added, exponent, wordBits } = channel;
  const largest = scaled.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let sum = Math.max(
    largest === 0 ? exponent : bestExponent(scaled, largest, wordBits),
    exponent - ACCUMULATOR_BITS + 1,
    ...(offset === 0 ? [] : [widestExponent(Math.abs(offset), BIAS_BITS)]),
    ...(added === undefined ? [] : [added - MOST_SHIFT]),
  );
  while (largestSum(channel, sum) >= 2 ** (ACCUMULATOR_BITS - 1)) sum++;
  return sum;
}

/** A bound on the magnitude of a channel's sum, rounding included. */
function largestSum({ scaled, offset, added, wordBits }: Channel, sum: number): number {
  const word = 2 ** (wordBits - 1);
  const products = scaled.reduce((total, value) => total + Math.abs(toWord(value, sum, wordBits)) * word, 0);
  const addition = added === undefined ? 0 : word * 2 ** (added - sum);
  return products + Math.abs(offset) * 2 ** -sum + addition + 1;
}

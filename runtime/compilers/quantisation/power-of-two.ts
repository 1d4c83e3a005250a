/** How far below the exponent that clips nothing the best one is looked for. */
const FINER = 3;

/**
 * The exponent e of the scale 2^e by which values become signed words of so many bits with the least squared error, over a
 * sample of them. `largest` is the greatest magnitude of all values. Narrow words may clip rare large values, as that
 * leaves more bits for the others.
 */
export function bestExponent(sample: ArrayLike<number>, largest: number, bits: number): number {
  const widest = widestExponent(largest, bits);
  let best = { exponent: widest, error: squaredError(sample, widest, bits) };
  for (let exponent = widest - 1; exponent >= widest - FINER; exponent--) {
    const error = squaredError(sample, exponent, bits);
    if (error < best.error) best = { exponent, error };
  }
  return best.exponent;
}

/** The least exponent with which a magnitude still fits into signed words, the most negative word left out. */
export function widestExponent(largest: number, bits: number): number {
  if (largest === 0) return 1 - bits;
  const top = 2 ** (bits - 1) - 1;
  const exponent = Math.ceil(Math.log2(largest / top));
  return top * 2 ** exponent < largest ? exponent + 1 : exponent;
}

/** The nearest word of a value, halves upwards, clipped to what signed words of so many bits hold. */
export function toWord(value: number, exponent: number, bits: number): number {
  const top = 2 ** (bits - 1);
  return Math.min(Math.max(Math.floor(value * 2 ** -exponent + 0.5), -top), top - 1);
}

function squaredError(sample: ArrayLike<number>, exponent: number, bits: number): number {
  const scale = 2 ** exponent;
  let sum = 0;
  for (let i = 0; i < sample.length; i++) {
    sum += (sample[i] - toWord(sample[i], exponent, bits) * scale) ** 2;
  }
  return sum;
}

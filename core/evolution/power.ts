/**
 * `base ** exponent` of a base above 0, in less time: by squaring where the exponent is whole, and without the last
 * bit's exactness where that does not matter.
 */
export function power(base: number, exponent: number): number {
  let rest = exponent | 0;
  if (rest !== exponent) return Math.exp(Math.log(base) * exponent);
  let result = 1;
  for (let square = base; rest > 0; rest >>= 1) {
    if (rest & 1) result *= square;
    square *= square;
  }
  return result;
}

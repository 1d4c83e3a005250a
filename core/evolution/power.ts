/** `base ** exponent` of a base above 0, in less time: by squaring where the exponent is whole. */
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

/** The root of a degree of a base above 0, in less time: by square roots where the degree is a power of two. */
export function root(base: number, degree: number): number {
  if ((degree & (degree - 1)) !== 0 || degree !== (degree | 0)) return Math.exp(Math.log(base) / degree);
  let result = base;
  for (let rest = degree; rest > 1; rest >>= 1) result = Math.sqrt(result);
  return result;
}

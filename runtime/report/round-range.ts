/** Ends of an axis that holds all values, on whole steps of 1, 2 or 5 times a power of ten. */
export function roundRange(values: readonly number[]): readonly [number, number] {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return [0, 1];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const span = high > low ? high - low : Math.abs(high) || 1;
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = power * ([1, 2, 5, 10].find((each) => each * power >= span / 4) ?? 10);
  const end = (value: number): number => Number((value * step).toPrecision(12));
  const [first, last] = [Math.floor(low / step), Math.ceil(high / step)];
  return [end(first), end(last > first ? last : first + 1)];
}

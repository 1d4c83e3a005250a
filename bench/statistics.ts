export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample. */
export function deviation(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}

/** Mean and standard deviation for people. */
export function formatSpread(values: readonly number[]): string {
  return `${mean(values).toFixed(5)} ± ${deviation(values).toFixed(5)}`;
}

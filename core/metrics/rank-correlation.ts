/**
 * Spearman's rank correlation of paired values, equal ones sharing their mean rank: Pearson's correlation of the ranks.
 * From -1 to 1; undefined where there are fewer than two pairs, or all values of a side are equal.
 */
export function rankCorrelation(first: readonly number[], second: readonly number[]): number | undefined {
  if (first.length !== second.length) throw new Error('A rank correlation is of pairs.');
  return correlation(ranks(first), ranks(second));
}

/** From 1; equal values share their mean rank. */
function ranks(values: readonly number[]): readonly number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a] - values[b]);
  const found = Array.from(values, () => 0);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (const index of order.slice(start, end)) found[index] = (start + 1 + end) / 2;
    start = end;
  }
  return found;
}

function correlation(first: readonly number[], second: readonly number[]): number | undefined {
  const [a, b] = [deviations(first), deviations(second)];
  const scale = Math.sqrt(dot(a, a) * dot(b, b));
  return scale === 0 ? undefined : dot(a, b) / scale;
}

function deviations(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index], 0);
}

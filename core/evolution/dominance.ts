/** Whether `a` is no worse than `b` in every objective and better in one. Objectives are minimised. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false;
  for (let objective = 0; objective < a.length; objective++) {
    if (a[objective] > b[objective]) return false;
    if (a[objective] < b[objective]) better = true;
  }
  return better;
}

/** Order by the first objective, then the second, and so on. No point is dominated by one that comes after it. */
export function compareLexicographically(a: readonly number[], b: readonly number[]): number {
  for (let objective = 0; objective < a.length; objective++) {
    if (a[objective] !== b[objective]) return a[objective] - b[objective];
  }
  return 0;
}

type Range = readonly [low: number, high: number];

/** Golden sections narrow a range by 10^-8. */
const SECTIONS = 40;
const HALVINGS = 60;
const SAMPLES = 16;

/** Where a function is least in a range: the best of even samples, then golden sections around it. */
export function minimise(f: (value: number) => number, [low, high]: Range): number {
  const at = (index: number) => low + ((high - low) * Math.min(SAMPLES, Math.max(0, index))) / SAMPLES;
  const values = Array.from({ length: SAMPLES + 1 }, (_, index) => f(at(index)));
  const best = values.indexOf(Math.min(...values));
  return goldenSection(f, [at(best - 1), at(best + 1)]);
}

function goldenSection(f: (value: number) => number, [low, high]: Range): number {
  const share = (Math.sqrt(5) - 1) / 2;
  let [left, right] = [low, high];
  let [a, b] = [right - share * (right - left), left + share * (right - left)];
  let [atA, atB] = [f(a), f(b)];
  for (let step = 0; step < SECTIONS; step++) {
    if (atA <= atB) {
      [right, b, atB] = [b, a, atA];
      a = right - share * (right - left);
      atA = f(a);
    } else {
      [left, a, atA] = [a, b, atB];
      b = left + share * (right - left);
      atB = f(b);
    }
  }
  return (left + right) / 2;
}

/** Where a function that never rises meets a value, by bisection; undefined where it does not within the range. */
export function solveDecreasing(
  f: (value: number) => number,
  wanted: number,
  [low, high]: Range,
): number | undefined {
  if (f(low) < wanted || f(high) > wanted) return undefined;
  let [left, right] = [low, high];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (left + right) / 2;
    if (f(middle) > wanted) left = middle;
    else right = middle;
  }
  return (left + right) / 2;
}

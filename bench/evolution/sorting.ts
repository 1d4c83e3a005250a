import { fileURLToPath } from 'node:url';
import { sortIntoFronts } from '../../core/evolution/sorting.js';
import { Random } from '../../core/random.js';
import { numbersOf, pymooOf } from './peer.js';
import { least, timed } from './timing.js';

export function uniformPoints(count: number, objectives: number, seed: number): number[][] {
  const random = Random.fromSeed(seed);
  return Array.from({ length: count }, () => Array.from({ length: objectives }, () => random.next()));
}

/** 10,000 points drawn uniformly, in milliseconds, the least of several runs. */
export function sorting(objectives: 2 | 3) {
  const points = uniformPoints(10_000, objectives, 1);
  const ms = least(timed(200, () => sortIntoFronts(points)).wallMs);
  const theirs = pymooOf('sorting', points, 200);
  const sizes = sortIntoFronts(points).map(({ length }) => length);
  const compiled = least(numbersOf(theirs, 'compiledMs'));
  const usual = least(numbersOf(theirs, 'usualMs'));
  return {
    objectives,
    ms,
    agrees: JSON.stringify(sizes) === JSON.stringify(theirs.fronts),
    pymooCompiledMs: compiled,
    timesFasterThanCompiled: compiled / ms,
    pymooUsualMs: usual,
    timesFasterThanUsual: usual / ms,
  };
}

/**
 * How the time, that of the processor, grows from 1,000 to 100,000 points in two objectives: the slope of its logarithm over that of N log N,
 * 1 where it grows as that.
 */
export function sortingGrowth() {
  const sizes = [1000, 3162, 10_000, 31_623, 100_000];
  const rows = sizes.map((count) => {
    const points = uniformPoints(count, 2, 1);
    return { count, ms: least(timed(2_000_000 / count, () => sortIntoFronts(points)).cpuMs) };
  });
  const xs = rows.map(({ count }) => Math.log(count * Math.log(count)));
  const ys = rows.map(({ ms }) => Math.log(ms));
  return { rows, slope: slopeOf(xs, ys) };
}

function slopeOf(xs: readonly number[], ys: readonly number[]): number {
  const x = xs.reduce((a, b) => a + b) / xs.length;
  const y = ys.reduce((a, b) => a + b) / ys.length;
  const covariance = xs.reduce((sum, value, index) => sum + (value - x) * (ys[index] - y), 0);
  return covariance / xs.reduce((sum, value) => sum + (value - x) ** 2, 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const result of [sorting(2), sorting(3), sortingGrowth()]) console.log(JSON.stringify(result));
}

import { sortIntoFronts } from '../../core/evolution/sorting.js';
import type { Benchmark, Finding } from '../benchmark.js';
import { numbersOf } from '../peer.js';
import { formatMs, least, leastMs } from '../timing.js';
import { pymooOf } from './peer.js';
import { uniformPoints } from './points.js';

const SIZES = [1000, 3162, 10_000, 31_623, 100_000];
/** The slope of log time over log(N log N) is 1 where time grows as N log N, and 1.7 or more where it grows as N². */
const STEEPEST = 1.25;

export const sorting: Benchmark = {
  name: 'sorting',
  about: 'non-dominated sorting of points drawn uniformly',
  async run() {
    return [...(await beside(2)), ...(await beside(3)), await growth()];
  },
};

/** 10,000 points beside pymoo's compiled sort, and the one that its algorithms call, which is in C. */
async function beside(objectives: 2 | 3): Promise<readonly Finding[]> {
  const points = uniformPoints(10_000, objectives, 1);
  const [ours] = await leastMs([() => sortIntoFronts(points)], { turns: 100 });
  const what = `sorting 10,000 points, ${objectives} objectives`;
  const peer = await pymooOf('sorting', points, 50);
  if (peer === undefined) return [{ what, ours: formatMs(ours), against: 'no peer' }];
  const sizes = sortIntoFronts(points).map(({ length }) => length);
  if (sizes.join() !== numbersOf(peer, 'fronts').join()) throw new Error('pymoo finds other fronts.');
  const against = (name: string, theirs: number, limit?: number): Finding => ({
    what,
    ours: formatMs(ours),
    against: `${name}: ${formatMs(theirs)}`,
    ratio: ours / theirs,
    limit,
  });
  return [
    against("pymoo's compiled sort", least(numbersOf(peer, 'compiledMs')), 1 / 5),
    against('what pymoo calls, moocore in C', least(numbersOf(peer, 'usualMs'))),
  ];
}

async function growth(): Promise<Finding> {
  const times = await leastMs(
    SIZES.map((count) => {
      const points = uniformPoints(count, 2, 1);
      return () => sortIntoFronts(points);
    }),
    { turns: 20 },
  );
  const slope = slopeOf(
    SIZES.map((count) => Math.log(count * Math.log(count))),
    times.map(Math.log),
  );
  return {
    what: 'sorting 1,000 to 100,000 points, 2 objectives: slope over N log N',
    ours: `${slope.toFixed(2)} (${times.map(formatMs).join(', ')})`,
    against: `${STEEPEST}`,
    ratio: slope / STEEPEST,
    limit: 1,
  };
}

function slopeOf(xs: readonly number[], ys: readonly number[]): number {
  const x = xs.reduce((a, b) => a + b) / xs.length;
  const y = ys.reduce((a, b) => a + b) / ys.length;
  const covariance = xs.reduce((sum, value, index) => sum + (value - x) * (ys[index] - y), 0);
  return covariance / xs.reduce((sum, value) => sum + (value - x) ** 2, 0);
}

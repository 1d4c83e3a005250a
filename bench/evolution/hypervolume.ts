import { hypervolume } from '../../core/evolution/hypervolume.js';
import type { Benchmark, Finding } from '../benchmark.js';
import { numberOf, numbersOf } from '../peer.js';
import { formatMs, least, leastMs } from '../timing.js';
import { pymooOf } from './peer.js';
import { spherePoints } from './points.js';

export const hypervolumes: Benchmark = {
  name: 'hypervolume',
  about: 'exact hypervolume of 1,000 points that do not dominate each other',
  async run() {
    return [await beside(2), await beside(3)];
  },
};

async function beside(objectives: 2 | 3): Promise<Finding> {
  const points = spherePoints(1000, objectives, 1);
  const reference = points[0].map(() => 1.1);
  const [ours] = await leastMs([() => hypervolume(points, reference)], { turns: 500 });
  const what = `hypervolume of 1,000 points, ${objectives} objectives`;
  const peer = await pymooOf('hypervolume', points, 500);
  if (peer === undefined) return { what, ours: formatMs(ours), against: 'no peer' };
  const differs = Math.abs(hypervolume(points, reference) - numberOf(peer, 'hypervolume'));
  if (differs > 1e-12) throw new Error(`pymoo's hypervolume differs by ${differs}.`);
  const theirs = least(numbersOf(peer, 'ms'));
  return {
    what,
    ours: formatMs(ours),
    against: `pymoo: ${formatMs(theirs)}`,
    ratio: ours / theirs,
    limit: 1,
  };
}

import { fileURLToPath } from 'node:url';
import { hypervolume } from '../../core/evolution/hypervolume.js';
import { Random } from '../../core/random.js';
import { numbersOf, pymooOf } from './peer.js';
import { least, timed } from './timing.js';

/** Points of the unit sphere, so that none dominates another. */
function spherePoints(count: number, objectives: number, seed: number): number[][] {
  const random = Random.fromSeed(seed);
  return Array.from({ length: count }, () => {
    const point = Array.from({ length: objectives }, () => Math.abs(random.normal()));
    const length = Math.hypot(...point);
    return point.map((value) => value / length);
  });
}

/** 1,000 points that do not dominate each other, in milliseconds, the least of several runs. */
export function hypervolumeSpeed(objectives: 2 | 3) {
  const points = spherePoints(1000, objectives, 1);
  const reference = points[0].map(() => 1.1);
  const ms = least(timed(2000, () => hypervolume(points, reference)).wallMs);
  const theirs = pymooOf('hypervolume', points, 2000);
  const pymooMs = least(numbersOf(theirs, 'ms'));
  return {
    objectives,
    ms,
    pymooMs,
    timesFaster: pymooMs / ms,
    differs: Math.abs(hypervolume(points, reference) - Number(theirs.hypervolume)),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const objectives of [2, 3] as const) console.log(JSON.stringify(hypervolumeSpeed(objectives)));
}

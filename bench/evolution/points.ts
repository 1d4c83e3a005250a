import { Random } from '../../core/random.js';

/** Points drawn uniformly from the unit cube. */
export function uniformPoints(count: number, objectives: number, seed: number): number[][] {
  const random = Random.fromSeed(seed);
  return Array.from({ length: count }, () => Array.from({ length: objectives }, () => random.next()));
}

/** Points of the unit sphere, so that none dominates another. */
export function spherePoints(count: number, objectives: number, seed: number): number[][] {
  const random = Random.fromSeed(seed);
  return Array.from({ length: count }, () => {
    const point = Array.from({ length: objectives }, () => Math.abs(random.normal()));
    const length = Math.hypot(...point);
    return point.map((value) => value / length);
  });
}

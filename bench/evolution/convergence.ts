import { fileURLToPath } from 'node:url';
import {
  lastFront,
  normalisedHypervolume,
  problemNamed,
  solve,
  usualSettings,
} from '../../test/core/evolution/problems/solve.js';
import { referenceHypervolumes } from '../../test/reference/tables.js';

const SEEDS = 10;

export interface ConvergenceResult {
  readonly problem: string;
  readonly mean: number;
  readonly deviation: number;
  readonly reference: { readonly mean: number; readonly deviation: number };
  /** By how many of the reference's standard deviations our mean is above its mean. */
  readonly above: number;
  readonly passes: boolean;
}

/**
 * Hypervolume of the last front after 250 generations of 100, over seeds 1 to 10, beside the recorded figures of
 * pymoo's NSGA-II with the same operators. A mean of more than two of its standard deviations below its mean fails.
 */
export function convergence(): ConvergenceResult[] {
  return referenceHypervolumes().map(({ problem: name, reference, bounds, ...theirs }) => {
    const problem = problemNamed(name);
    const volumes = Array.from({ length: SEEDS }, (_, index) => {
      const state = solve(problem, usualSettings(problem, index + 1), 250);
      return normalisedHypervolume(lastFront(state), reference, bounds);
    });
    const mean = volumes.reduce((sum, volume) => sum + volume, 0) / SEEDS;
    const variance = volumes.reduce((sum, volume) => sum + (volume - mean) ** 2, 0) / (SEEDS - 1);
    const above = (mean - theirs.mean) / theirs.deviation;
    return {
      problem: name,
      mean,
      deviation: Math.sqrt(variance),
      reference: theirs,
      above,
      passes: above >= -2,
    };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const result of convergence()) console.log(JSON.stringify(result));
}

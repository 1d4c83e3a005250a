import {
  lastFront,
  normalisedHypervolume,
  problemNamed,
  solve,
  usualSettings,
} from '../../test/core/evolution/problems/solve.js';
import { referenceHypervolumes } from '../../test/reference/tables.js';
import type { Benchmark, Finding } from '../benchmark.js';
import { formatSpread, mean } from '../statistics.js';

const SEEDS = 10;

/**
 * Hypervolume of the last front after 250 generations of 100, over seeds 1 to 10, beside the recorded figures of
 * pymoo's NSGA-II with the same operators. It may be lower by two of their standard deviations.
 */
export const convergence: Benchmark = {
  name: 'convergence',
  about: "hypervolume beside pymoo's on published problems, ten seeds",
  run: () => Promise.resolve(referenceHypervolumes().map(finding)),
};

function finding({
  problem: name,
  reference,
  bounds,
  ...theirs
}: ReturnType<typeof referenceHypervolumes>[number]): Finding {
  const problem = problemNamed(name);
  const volumes = Array.from({ length: SEEDS }, (_, index) => {
    const state = solve(problem, usualSettings(problem, index + 1), 250);
    return normalisedHypervolume(lastFront(state), reference, bounds);
  });
  return {
    what: `hypervolume on ${name}`,
    ours: formatSpread(volumes),
    against: `pymoo: ${theirs.mean.toFixed(5)} ± ${theirs.deviation.toFixed(5)}`,
    ratio: (theirs.mean - 2 * theirs.deviation) / mean(volumes),
    limit: 1,
  };
}

import { fileURLToPath } from 'node:url';
import { hypervolume } from '../../core/evolution/hypervolume.js';
import { referenceDirections } from '../../core/evolution/reference/directions.js';
import type { SearchState } from '../../core/evolution/types.js';
import { problemNamed, solve, usualSettings } from '../../test/core/evolution/problems/solve.js';
import { numbersOf, pymoo } from './peer.js';
import { deviation, mean } from './timing.js';

const SEEDS = 5;

/**
 * NSGA-III on DTLZ2 with three objectives, 92 individuals, 12 divisions, 250 generations: means over seeds 1 to 5 of
 * the last population's hypervolume up to 1.1 and of its distance from the true front's reference points, beside
 * pymoo's NSGA-III.
 */
export function nsga3() {
  const problem = problemNamed('dtlz2');
  const targets = referenceDirections(3, 12).map((direction) => {
    const length = Math.hypot(...direction);
    return direction.map((value) => value / length);
  });
  const populations = Array.from({ length: SEEDS }, (_, index) =>
    objectivesOf(
      solve(
        problem,
        {
          ...usualSettings(problem, index + 1),
          algorithm: 'nsga3',
          divisions: 12,
          population: 92,
          crossover: { kind: 'sbx', probability: 1, eta: 30 },
        },
        250,
      ),
    ),
  );
  const theirs = pymoo('pymoo_nsga3.py', '--seeds', String(SEEDS));
  const summary = (values: readonly number[]) => ({ mean: mean(values), deviation: deviation(values) });
  return {
    hypervolume: summary(populations.map((points) => hypervolume(points, [1.1, 1.1, 1.1]))),
    distance: summary(populations.map((points) => mean(targets.map((target) => nearest(target, points))))),
    pymoo: {
      hypervolume: summary(numbersOf(theirs, 'hypervolume')),
      distance: summary(numbersOf(theirs, 'igd')),
    },
  };
}

function objectivesOf({ population, archive }: SearchState): (readonly number[])[] {
  return population.flatMap((id) => {
    const { evaluation } = archive[id];
    return evaluation.status === 'feasible' ? [evaluation.objectives] : [];
  });
}

function nearest(target: readonly number[], points: readonly (readonly number[])[]): number {
  return points.reduce(
    (least, point) => Math.min(least, Math.hypot(...point.map((value, axis) => value - target[axis]))),
    Infinity,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(nsga3()));

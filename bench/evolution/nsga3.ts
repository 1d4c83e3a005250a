import { individualOf } from '../../core/evolution/archive.js';
import { hypervolume } from '../../core/evolution/hypervolume.js';
import { referenceDirections } from '../../core/evolution/reference/directions.js';
import type { SearchState } from '../../core/evolution/types.js';
import { problemNamed, solve, usualSettings } from '../../test/core/evolution/problems/solve.js';
import type { Benchmark, Finding } from '../benchmark.js';
import { askPeer, numbersOf } from '../peer.js';
import { deviation, formatSpread, mean } from '../statistics.js';

const SEEDS = 5;

/**
 * NSGA-III on DTLZ2 with three objectives, 92 individuals, 12 divisions, 250 generations: the last population's
 * hypervolume up to 1.1 and its distance from the true front's reference points, beside pymoo's NSGA-III. The
 * hypervolume may be lower by two of its standard deviations, the distance larger by as many.
 */
export const nsga3: Benchmark = {
  name: 'nsga3',
  about: 'NSGA-III on DTLZ2, five seeds',
  async run() {
    const populations = Array.from({ length: SEEDS }, (_, index) => population(index + 1));
    const volumes = populations.map((points) => hypervolume(points, [1.1, 1.1, 1.1]));
    const distances = populations.map((points) => mean(TARGETS.map((target) => nearest(target, points))));
    const peer = await askPeer('pymoo', 'pymoo_nsga3.py', ['--seeds', String(SEEDS)]);
    const theirs = (key: string) => (peer === undefined ? undefined : numbersOf(peer, key));
    return [
      beside('hypervolume', volumes, theirs('hypervolume'), (values) => -2 * deviation(values)),
      beside('distance from the front', distances, theirs('igd'), (values) => 2 * deviation(values)),
    ];
  },
};

const TARGETS = referenceDirections(3, 12).map((direction) => {
  const length = Math.hypot(...direction);
  return direction.map((value) => value / length);
});

function population(seed: number): readonly (readonly number[])[] {
  const problem = problemNamed('dtlz2');
  const state = solve(
    problem,
    {
      ...usualSettings(problem, seed),
      algorithm: 'nsga3',
      divisions: 12,
      population: 92,
      crossover: { kind: 'sbx', probability: 1, eta: 30 },
    },
    250,
  );
  return objectivesOf(state);
}

function beside(
  what: string,
  ours: readonly number[],
  theirs: readonly number[] | undefined,
  allowance: (values: readonly number[]) => number,
): Finding {
  const row = { what: `NSGA-III on DTLZ2: ${what}`, ours: formatSpread(ours) };
  if (theirs === undefined) return { ...row, against: 'no peer' };
  const bound = mean(theirs) + allowance(theirs);
  const ratio = allowance(theirs) < 0 ? bound / mean(ours) : mean(ours) / bound;
  return { ...row, against: `pymoo: ${formatSpread(theirs)}`, ratio, limit: 1 };
}

function objectivesOf({ population: ids, archive }: SearchState): (readonly number[])[] {
  return ids.flatMap((id) => {
    const { evaluation } = individualOf(archive, id);
    return evaluation.status === 'feasible' ? [evaluation.objectives] : [];
  });
}

function nearest(target: readonly number[], points: readonly (readonly number[])[]): number {
  return points.reduce(
    (least, point) => Math.min(least, Math.hypot(...point.map((value, axis) => value - target[axis]))),
    Infinity,
  );
}

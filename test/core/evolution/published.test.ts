import { expect } from 'chai';
import { hypervolume } from '../../../core/evolution/hypervolume.js';
import { referenceHypervolumes } from '../../reference/tables.js';
import { lastFront, normalisedHypervolume, problemNamed, solve, usualSettings } from './problems/solve.js';

/** The whole of it, every problem over ten seeds, is the benchmark `convergence`. */
describe('NSGA-II on published problems', () => {
  for (const name of ['zdt1', 'bnh']) {
    it(`reaches the hypervolume of pymoo's on ${name}`, () => {
      const row = referenceHypervolumes().find(({ problem }) => problem === name);
      if (row === undefined) throw new Error(`The reference lacks ${name}.`);
      const problem = problemNamed(name);
      const volumes = [1, 2, 3].map((seed) =>
        normalisedHypervolume(
          lastFront(solve(problem, usualSettings(problem, seed), 250)),
          row.reference,
          row.bounds,
        ),
      );
      const mean = volumes.reduce((sum, volume) => sum + volume) / volumes.length;
      expect(mean).to.be.greaterThan(row.mean - 2 * row.deviation);
    });
  }
});

describe('NSGA-III', () => {
  it('spreads over the front of DTLZ2, as NSGA-II does not', () => {
    const problem = problemNamed('dtlz2');
    const volume = (algorithm: 'nsga2' | 'nsga3') => {
      const settings = { ...usualSettings(problem, 1), algorithm, population: 92 };
      return hypervolume(lastFront(solve(problem, settings, 120)), [1.1, 1.1, 1.1]);
    };
    expect(volume('nsga3')).to.be.greaterThan(0.73);
    expect(volume('nsga2')).to.be.lessThan(0.72);
  });

  it('is not deceived by objectives of other units', () => {
    const problem = problemNamed('dtlz2');
    const stretched = {
      ...problem,
      evaluate: (genome: readonly number[]) => {
        const evaluation = problem.evaluate(genome);
        if (evaluation.status !== 'feasible') return evaluation;
        const [a, b, c] = evaluation.objectives;
        return { ...evaluation, objectives: [a, 50 * b - 7, 0.01 * c] };
      },
    };
    const settings = { ...usualSettings(problem, 1), algorithm: 'nsga3' as const, population: 92 };
    const points = lastFront(solve(stretched, settings, 120)).map(([a, b, c]) => [a, (b + 7) / 50, 100 * c]);
    expect(hypervolume(points, [1.1, 1.1, 1.1])).to.be.greaterThan(0.73);
  });
});

describe('random search', () => {
  it('is worse than NSGA-II on the same budget', () => {
    const problem = problemNamed('zdt1');
    const volume = (algorithm: 'nsga2' | 'random') =>
      hypervolume(lastFront(solve(problem, { ...usualSettings(problem, 1), algorithm }, 60)), [1.1, 10]);
    expect(volume('random')).to.be.lessThan(0.9 * volume('nsga2'));
  });
});

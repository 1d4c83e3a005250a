import type { Benchmark, Finding } from '../benchmark.js';
import { withQuickstart } from './quickstart.js';

const SEEDS = [7, 1, 2, 3, 4];

/** Random search on the quickstart's budget: its hypervolume beside NSGA-II's, seed by seed. */
export const random: Benchmark = {
  name: 'random',
  about: "random search beside NSGA-II on the quickstart's budget, five seeds",
  run: () =>
    withQuickstart(async (search) => {
      const found: Finding[] = [];
      for (const seed of SEEDS) {
        const ours = await search(seed, {});
        const theirs = await search(seed, { algorithm: 'random' });
        found.push({
          what: `hypervolume of NSGA-II, seed ${String(seed)}`,
          ours: ours.hypervolume.toFixed(4),
          against: `random search: ${theirs.hypervolume.toFixed(4)}`,
          ratio: theirs.hypervolume / ours.hypervolume,
          limit: 1,
        });
      }
      return found;
    }),
};

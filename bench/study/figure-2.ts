import { formatShare } from './numbers.js';
import { mean } from '../statistics.js';
import { markdown } from './document.js';
import type { Part } from './part.js';
import type { SearchRecord } from '../../runtime/report/record.js';
import { tuningTable } from './tuning.js';

/** Evaluations at which the searches are compared: what each of the four sizes has in all. */
const BUDGETS = [100, 625, 1250, 2500];

/** Figure 2: whether a larger population and more generations enlarge the hypervolume. */
export const figure2: Part = {
  pipeline: 'figure-2',
  tables(runs) {
    const sizes = runs[0].record.searches.map(sizeOf);
    const searches = (size: string) =>
      runs.map(({ record }) => found(record.searches.find((search) => sizeOf(search) === size)));
    const final = sizes.map((size) => {
      const all = searches(size);
      const volumes = all.map((search) => volumeWithin(search, Infinity));
      return [
        size,
        ...volumes.map((volume) => volume.toFixed(4)),
        mean(volumes).toFixed(4),
        mean(all.map((search) => search.front.length)).toFixed(0),
        mean(all.map(candidates)).toFixed(0),
      ];
    });
    const budgets = sizes.map((size) => [
      size,
      ...BUDGETS.map((budget) => {
        const all = searches(size);
        if (all.some((search) => candidates(search) < budget)) return '';
        return mean(all.map((search) => volumeWithin(search, budget))).toFixed(4);
      }),
    ]);
    const seeds = runs.map(({ seed }) => `seed ${String(seed)}`);
    return {
      'figure-2-hypervolume': markdown(
        ['(\\|P\\|, n)', ...seeds, 'mean', 'networks on the front', 'candidates'],
        final,
      ),
      'figure-2-budgets': markdown(
        ['(\\|P\\|, n)', ...BUDGETS.map((budget) => `${String(budget)} candidates`)],
        budgets,
      ),
      'figure-2-tuning': tuningTable(runs, [1, 0.75, 0.5, 0.25]),
      'figure-2-baseline': markdown(
        ['', ...seeds],
        [
          [
            'baseline mIoU, on the images that candidates are judged on',
            ...runs.map(({ record }) => formatShare(record.searches[0].baseline.miou)),
          ],
        ],
      ),
    };
  },
};

/** Population and generations, as the poster writes them. */
function sizeOf({ evolution, generations }: SearchRecord): string {
  return `(${String(evolution?.population)}, ${String(generations.length)})`;
}

function candidates({ generations }: SearchRecord): number {
  return generations.reduce((sum, generation) => sum + generation.candidates.length, 0);
}

/** The hypervolume that a search had when it had bred so many candidates. */
function volumeWithin(search: SearchRecord, budget: number): number {
  let bred = 0;
  let volume = 0;
  for (const generation of search.generations) {
    bred += generation.candidates.length;
    if (bred > budget) break;
    volume = generation.hypervolume;
  }
  return volume;
}

function found(search: SearchRecord | undefined): SearchRecord {
  if (search === undefined) throw new Error('The runs have searches of other sizes.');
  return search;
}

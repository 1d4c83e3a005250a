import type { Benchmark, Finding } from '../benchmark.js';
import { mean } from '../statistics.js';
import { type Found, type QuickstartSearch, withQuickstart } from './quickstart.js';

const SEEDS = [7, 1, 2, 3, 4];
const EVALUATION = {
  stages: [8, 16, 32, 64, 96, 128].map((images) => ({ images })),
  confidence: 0.5,
  recalibrationImages: 64,
};

/** One seed's searches: by stages, without, and the candidates of the first all judged in full. */
interface Trial {
  readonly staged: Found;
  readonly whole: Found;
  readonly same: Found;
}

/** The quickstart's search with and without stages: images that candidates run on, and hypervolume. */
export const stages: Benchmark = {
  name: 'stages',
  about: "the quickstart's search with staged fidelity, beside the same without",
  run: () =>
    withQuickstart(async (search) => {
      const trials: Trial[] = [];
      for (const seed of SEEDS) trials.push(await trial(search, seed));
      return [
        ...findings("the quickstart's own seed", trials.slice(0, 1)),
        ...findings(`means of ${String(SEEDS.length)} seeds`, trials),
      ];
    }),
};

async function trial(search: QuickstartSearch, seed: number): Promise<Trial> {
  const staged = await search(seed, { evaluation: EVALUATION });
  const whole = await search(seed, {});
  const { genomes } = staged;
  const same = await search(seed, { initial: genomes, population: genomes.length, generations: 1 });
  const figures = [staged.images / whole.images, staged.hypervolume, whole.hypervolume, same.hypervolume];
  console.error(`seed ${String(seed)}: ${figures.map((figure) => figure.toFixed(4)).join(', ')}`);
  return { staged, whole, same };
}

/** At least 60 % of the images are to be saved, and the hypervolume not to fall by more than 1 %. */
const LIMITS = { images: 0.4, hypervolume: 1 / 0.99 };

function findings(what: string, trials: readonly Trial[]): readonly Finding[] {
  const of = (search: keyof Trial, figure: 'images' | 'hypervolume') =>
    mean(trials.map((each) => each[search][figure]));
  const volume = of('staged', 'hypervolume');
  const beside = (against: string, other: number): Finding => ({
    what: `hypervolume by stages, ${what}`,
    ours: volume.toFixed(4),
    against: `${against}: ${other.toFixed(4)}`,
    ratio: other / volume,
    limit: LIMITS.hypervolume,
  });
  return [
    {
      what: `images run by stages, ${what}`,
      ours: of('staged', 'images').toFixed(0),
      against: `without stages: ${of('whole', 'images').toFixed(0)}`,
      ratio: of('staged', 'images') / of('whole', 'images'),
      limit: LIMITS.images,
    },
    beside('its candidates all judged in full', of('same', 'hypervolume')),
    beside('a search without stages', of('whole', 'hypervolume')),
  ];
}

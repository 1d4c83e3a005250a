import type { Benchmark, Finding } from '../benchmark.js';
import { mean } from '../statistics.js';
import { type Found, withQuickstart } from './quickstart.js';

const SEEDS = [7, 1, 2, 3, 4];
const EVALUATION = {
  stages: [8, 16, 32, 64, 128].map((images) => ({ images })),
  confidence: 0.4,
  recalibrationImages: 64,
};

/** The quickstart's search with and without stages: images that candidates run on, and hypervolume. */
export const stages: Benchmark = {
  name: 'stages',
  about: "the quickstart's search with staged fidelity, beside the same without",
  run: () =>
    withQuickstart(async (search) => {
      const pairs: (readonly [Found, Found])[] = [];
      for (const seed of SEEDS) {
        pairs.push([await search(seed, { evaluation: EVALUATION }), await search(seed, {})]);
      }
      return [
        ...findings("the quickstart's own seed", pairs.slice(0, 1)),
        ...findings(`means of ${String(SEEDS.length)} seeds`, pairs),
      ];
    }),
};

/** At least 60 % of the images are to be saved, and the hypervolume not to fall by more than 1 %. */
const LIMITS = { images: 0.4, hypervolume: 1 / 0.99 };

function findings(what: string, pairs: readonly (readonly [Found, Found])[]): readonly Finding[] {
  const of = (side: 0 | 1, figure: 'images' | 'hypervolume') => mean(pairs.map((pair) => pair[side][figure]));
  const [images, allImages] = [of(0, 'images'), of(1, 'images')];
  const [volume, fullVolume] = [of(0, 'hypervolume'), of(1, 'hypervolume')];
  return [
    {
      what: `images run by stages, ${what}`,
      ours: images.toFixed(0),
      against: `without stages: ${allImages.toFixed(0)}`,
      ratio: images / allImages,
      limit: LIMITS.images,
    },
    {
      what: `hypervolume by stages, ${what}`,
      ours: volume.toFixed(4),
      against: `without stages: ${fullVolume.toFixed(4)}`,
      ratio: fullVolume / volume,
      limit: LIMITS.hypervolume,
    },
  ];
}

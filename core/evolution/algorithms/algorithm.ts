import type { Random } from '../../random.js';
import type { Archive } from '../archive.js';
import type { Brood } from '../brood.js';
import type { Individual, SearchSettings } from '../types.js';
import { nsga2 } from './nsga2.js';
import { nsga3 } from './nsga3.js';
import { randomSearch } from './random-search.js';

/** How a search goes from one generation to the next. */
export interface Algorithm {
  /** Fills a brood, from the survivors in the order in which `survive` gave them; there is at least one. */
  breed(brood: Brood, population: readonly Individual[], random: Random): void;
  /** At most `settings.population` of the rivals, the last generation's survivors and their children. */
  survive(rivals: readonly Individual[], context: Survival): readonly Individual[];
}

export interface Survival {
  readonly settings: SearchSettings;
  /** How many generations came before, which is what chance in survival derives from. */
  readonly generation: number;
  /** Every individual so far, the rivals among them. */
  readonly archive: Archive;
}

const ALGORITHMS: Readonly<Record<NonNullable<SearchSettings['algorithm']>, Algorithm>> = {
  nsga2,
  nsga3,
  random: randomSearch,
};

/** The algorithm that the settings name. */
export function algorithmOf({ algorithm = 'nsga2' }: SearchSettings): Algorithm {
  return ALGORITHMS[algorithm];
}

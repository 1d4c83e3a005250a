import { rank } from '../ranking.js';
import { tournament } from '../tournament.js';
import type { Algorithm } from './algorithm.js';

/**
 * NSGA-II (Deb, Pratap, Agarwal & Meyarivan 2002): parents win a binary tournament by layer and crowding distance, and
 * the best layers survive, the last of them by crowding distance.
 */
export const nsga2: Algorithm = {
  breed(brood, population, random) {
    brood.breed(() => tournament(population, random), random);
  },
  survive(rivals, { settings }) {
    return rank(rivals, settings.population);
  },
};

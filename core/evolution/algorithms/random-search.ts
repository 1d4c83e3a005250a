import { nsga2 } from './nsga2.js';
import type { Algorithm } from './algorithm.js';

/** The control: every generation is drawn anew from the whole space. The best are kept to be looked at, as NSGA-II does. */
export const randomSearch: Algorithm = {
  breed(brood, _population, random) {
    while (!brood.complete()) brood.takeNewcomer(random);
  },
  survive: (rivals, context) => nsga2.survive(rivals, context),
};

import { digitsSearch } from '../../test/cluster.js';

/** What each evaluation takes: a wait, so that the machine's cores are left to what is measured. */
export const EVALUATION_MS = 200;
export const WORKERS = 2;

/** A search that pays for each of its candidates, and for those of a search with another seed again. */
export function searchText(population: number, generations: number, seed: number): string {
  return digitsSearch({ name: 'orchestration', seed, train: 8, validation: 8, population, generations });
}

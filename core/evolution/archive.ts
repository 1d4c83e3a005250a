import type { Individual } from './types.js';

/**
 * Every individual ever evaluated: a list a generation, ids ascending from 0 without a gap. In lists, so that a generation
 * that is added leaves all others where they are.
 */
export type Archive = readonly (readonly Individual[])[];

/** The individual of an id. Throws a plain Error where there is none: a defect. */
export function individualOf(archive: Archive, id: number): Individual {
  // Generations are of one size, but for those that exhaust the space.
  let generation =
    archive.length === 0 ? 0 : Math.min(archive.length - 1, Math.floor(id / archive[0].length));
  while (generation < archive.length && archive[generation][0].id + archive[generation].length <= id)
    generation++;
  const individual = archive.at(generation)?.at(id - archive[generation][0].id);
  if (individual === undefined) throw new Error(`No individual has the id ${id}.`);
  return individual;
}

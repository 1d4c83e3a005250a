import { crowdingDistances } from './crowding.js';
import { sortIntoFronts } from './sorting.js';
import type { Evaluation, Individual } from './types.js';

/** An individual's place in a population. Lower rank is better; in a rank, the larger crowding distance. */
export interface Ranked {
  readonly individual: Individual;
  readonly rank: number;
  readonly crowding: number;
}

/**
 * Individuals from best to worst by constrained dominance (Deb et al. 2002, section VI): feasible ones by front, then
 * infeasible ones by violation, equal violations sharing a rank; in a rank by crowding distance, then by id. Failed
 * ones are left out.
 */
export function rank(individuals: readonly Individual[]): Ranked[] {
  const byId = [...individuals].sort((a, b) => a.id - b.id);
  const feasible = byId.flatMap((individual) => withObjectives(individual.evaluation, individual));
  const fronts = sortIntoFronts(feasible.map(({ objectives }) => objectives));
  const ranked = fronts.flatMap((front, rank) => {
    const members = front.map((index) => feasible[index]);
    const distances = crowdingDistances(members.map(({ objectives }) => objectives));
    return members.map(({ individual }, index) => ({ individual, rank, crowding: distances[index] }));
  });
  return [...ranked, ...rankInfeasible(byId, fronts.length)].sort(compareRanked);
}

/** Best first: by rank, then by crowding distance, then by id. */
export function compareRanked(a: Ranked, b: Ranked): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  // Not a difference: two infinite distances are equal.
  if (a.crowding !== b.crowding) return a.crowding > b.crowding ? -1 : 1;
  return a.individual.id - b.individual.id;
}

function rankInfeasible(individuals: readonly Individual[], firstRank: number): Ranked[] {
  const violations = individuals.flatMap(({ evaluation }) =>
    evaluation.status === 'infeasible' ? [evaluation.violation] : [],
  );
  const levels = [...new Set(violations)].sort((a, b) => a - b);
  const levelOf = new Map(levels.map((violation, level) => [violation, level]));
  return individuals.flatMap((individual) => {
    if (individual.evaluation.status !== 'infeasible') return [];
    const level = levelOf.get(individual.evaluation.violation) ?? levels.length;
    return [{ individual, rank: firstRank + level, crowding: 0 }];
  });
}

function withObjectives(evaluation: Evaluation, individual: Individual) {
  return evaluation.status === 'feasible' ? [{ individual, objectives: evaluation.objectives }] : [];
}

import { type Jackknifed, pairedDifference } from './paired-jackknife.js';

/** A candidate judged on a part of the images. All objectives are minimised. */
export interface Contender {
  readonly id: number;
  /** Objectives that are known exactly. */
  readonly cheap: readonly number[];
  /** Objectives that are estimated, all by the same images. */
  readonly estimated: Jackknifed;
  /** Whether it meets the constraints, as far as they are known or estimated. */
  readonly admissible: boolean;
}

/** Why a candidate is clearly dominated. */
export interface Domination {
  /** The rival's id. */
  readonly by: number;
  /** By how much the rival is better in the estimated objective in which it leads least, and the error of that. */
  readonly difference: number;
  readonly standardError: number;
}

/**
 * The rival that dominates a candidate most clearly; undefined where none does. A rival dominates clearly that is
 * admissible, no worse in every exact objective, and better in every estimated one by more than `confidence` standard
 * errors of the paired difference. Depends on values alone, not on the order of rivals. Each link of a chain of
 * dominations leads to a rival with better estimates, so a chain ends in one that nobody dominates clearly.
 */
export function clearlyDominated(
  candidate: Contender,
  rivals: readonly Contender[],
  confidence: number,
  population?: number,
): Domination | undefined {
  return rivals
    .flatMap((rival) => dominationBy(rival, candidate, confidence, population))
    .sort((a, b) => b.difference - a.difference || a.by - b.by)
    .at(0);
}

/** A share of the lead, small beside any violation of a constraint. */
const DROPPED = 1e-9;

/**
 * The violation by which constrained dominance ranks a dropped candidate: behind all that were judged in full and are
 * feasible, since its place among them is not known and it is likely worse than its rival; before those that break a
 * constraint, since it breaks none that is known; and among its like by how far its rival leads.
 */
export function droppedViolation({ difference }: Domination): number {
  return DROPPED * Math.min(1, difference);
}

function dominationBy(
  rival: Contender,
  candidate: Contender,
  confidence: number,
  population?: number,
): readonly Domination[] {
  if (rival.id === candidate.id || !rival.admissible) return [];
  if (rival.cheap.some((value, objective) => value > candidate.cheap[objective])) return [];
  const leads = candidate.estimated.whole.map((_, objective) =>
    pairedDifference(candidate.estimated, rival.estimated, objective, population),
  );
  // Stated so that a figure without a value, NaN, makes no domination.
  if (!leads.every(({ difference, standardError }) => difference > confidence * standardError)) return [];
  return leads
    .map((lead) => ({ by: rival.id, ...lead }))
    .sort((a, b) => a.difference - b.difference)
    .slice(0, 1);
}

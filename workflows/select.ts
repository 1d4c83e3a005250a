import type { CandidateRef, FrontRef } from '../activities/messages.js';
import { selectPoints, type SelectStrategy } from '../core/evolution/select.js';
import { toObjectives } from './objectives.js';

/** Picks candidates of a front. */
export function selectCandidates(
  front: FrontRef,
  strategy: SelectStrategy,
  count: number,
): readonly CandidateRef[] {
  const points = front.candidates.map(({ metrics, baseline }) =>
    toObjectives(metrics, front.objectives, baseline),
  );
  return selectPoints(points, strategy, count).map((index) => front.candidates[index]);
}

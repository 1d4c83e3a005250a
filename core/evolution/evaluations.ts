import { individualOf } from './archive.js';
import type { Evaluation, SearchState } from './types.js';
import { isItemised } from './violations.js';

/**
 * Throws a plain `Error` where an evaluation is missing, unasked for, not a number, or of other objectives or
 * constraints than the ones before: a defect of the caller.
 */
export function checkEvaluations(state: SearchState, evaluations: ReadonlyMap<number, Evaluation>): void {
  let objectives = firstCount(state, countObjectives);
  let constraints = firstCount(state, countConstraints);
  for (const { id } of state.pending) {
    const evaluation = evaluations.get(id);
    if (evaluation === undefined) throw new Error(`Candidate ${id} has no evaluation.`);
    if (!isSound(evaluation)) {
      throw new Error(`Candidate ${id} has the evaluation ${JSON.stringify(evaluation)}.`);
    }
    objectives = sameCount(id, 'objectives', countObjectives(evaluation), objectives);
    constraints = sameCount(id, 'constraints', countConstraints(evaluation), constraints);
  }
  if (evaluations.size > state.pending.length) refuseOthers(state, evaluations);
}

function refuseOthers({ pending }: SearchState, evaluations: ReadonlyMap<number, Evaluation>): never {
  const asked = new Set(pending.map(({ id }) => id));
  const others = [...evaluations.keys()].filter((id) => !asked.has(id));
  throw new Error(`Candidate ${others.join(', ')} was told but not asked for.`);
}

/** Only numbers that survive JSON: an infinite objective or violation would come back as null. */
function isSound(evaluation: Evaluation): boolean {
  switch (evaluation.status) {
    case 'feasible':
      return evaluation.objectives.length > 0 && evaluation.objectives.every(Number.isFinite);
    case 'infeasible': {
      const violations = isItemised(evaluation) ? evaluation.violations : [evaluation.violation];
      return violations.every((each) => Number.isFinite(each) && each >= 0) && violations.some(Boolean);
    }
    case 'failed':
      return true;
  }
}

function sameCount(id: number, what: string, count: number, expected: number): number {
  if (count === 0 || expected === 0 || count === expected) return expected || count;
  throw new Error(`Candidate ${id} has ${count} ${what} where others have ${expected}.`);
}

/** Among the survivors: the only ones that a child is compared with. */
function firstCount({ population, archive }: SearchState, count: (evaluation: Evaluation) => number): number {
  for (const id of population) {
    const found = count(individualOf(archive, id).evaluation);
    if (found > 0) return found;
  }
  return 0;
}

function countObjectives(evaluation: Evaluation): number {
  return evaluation.status === 'feasible' ? evaluation.objectives.length : 0;
}

/** Of violations given one by one; one added up before stands for any number. */
function countConstraints(evaluation: Evaluation): number {
  return isItemised(evaluation) ? evaluation.violations.length : 0;
}

import { reasonToStop, type StopReason, type Termination } from '../core/evolution/termination.js';
import type { Metrics } from '../core/metrics/metrics.js';
import { parseConstraint, totalViolation } from '../core/pipeline/constraints.js';
import { judgedCount, type Memory } from './search-memory.js';
import type { SettingsForSearch } from './search-settings.js';
import type { Wishes } from './steering.js';

/** Why a search ended; `stopped`: somebody asked it to. */
export type EndReason = StopReason | 'stopped';

/** Why a search is to end now; undefined where it goes on. `seconds` is how long it has run. */
export function endReason(
  settings: SettingsForSearch,
  memory: Memory,
  wishes: Wishes,
  seconds: number,
): EndReason | undefined {
  if (wishes.stopping) return 'stopped';
  const { state, outcomes, baseline, front } = memory;
  if (
    reachesGoal(
      settings.stop?.goal ?? [],
      front.map((id) => outcomes[id].metrics),
      baseline,
    )
  )
    return 'goal';
  return reasonToStop(limitsOf(settings, wishes), {
    generation: state.generation,
    evaluations: judgedCount(memory),
    seconds,
    hypervolumes: memory.hypervolumes ?? [],
    front: [],
    exhausted: false,
  });
}

/** How many generations there are to be at the most. */
export function generationLimit(settings: SettingsForSearch, wishes: Wishes): number | undefined {
  return wishes.generations ?? settings.generations;
}

function limitsOf(settings: SettingsForSearch, wishes: Wishes): Termination {
  const { evaluations, minutes, stagnation } = settings.stop ?? {};
  return {
    generations: generationLimit(settings, wishes),
    evaluations,
    seconds: minutes === undefined ? undefined : minutes * 60,
    stagnation: stagnation && { window: stagnation.generations, tolerance: stagnation.tolerance },
  };
}

function reachesGoal(goal: readonly string[], front: readonly Metrics[], baseline: Metrics): boolean {
  if (goal.length === 0) return false;
  const constraints = goal.map(parseConstraint);
  return front.some((metrics) => totalViolation(constraints, metrics, baseline) === 0);
}

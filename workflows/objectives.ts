import type { Evaluation } from '../core/evolution/types.js';
import { latencyMetric, type Metrics } from '../core/metrics/metrics.js';
import type { Objective } from '../core/pipeline/document.js';
import type { ObjectiveRecord } from '../activities/messages.js';
import type { Outcome } from './generation.js';

/** Objectives of a pipeline by the metrics' flat names. */
export function objectiveRecords(objectives: readonly Objective[]): readonly ObjectiveRecord[] {
  return objectives.map((objective) => {
    if ('maximize' in objective) return { metric: objective.maximize, goal: 'maximize' };
    const metric = objective.minimize === 'latency' ? latencyMetric(objective.target) : objective.minimize;
    return { metric, goal: 'minimize' };
  });
}

/**
 * Metrics as numbers to minimise: 1 - mIoU, and costs as shares of the baseline's. 1 in every objective is a network as
 * costly as the baseline that recognises nothing: the hypervolume's reference point.
 */
export function toObjectives(
  metrics: Metrics,
  objectives: readonly ObjectiveRecord[],
  baseline: Metrics,
): readonly number[] {
  return objectives.map(({ metric, goal }) =>
    goal === 'maximize' ? 1 - metrics[metric] : metrics[metric] / baseline[metric],
  );
}

/** What the search is told of a candidate. */
export function toEvaluation(
  outcome: Outcome,
  objectives: readonly ObjectiveRecord[],
  baseline: Metrics,
): Evaluation {
  switch (outcome.status) {
    case 'feasible':
      return { status: 'feasible', objectives: toObjectives(outcome.metrics, objectives, baseline) };
    case 'infeasible':
      return { status: 'infeasible', violation: outcome.violation ?? 1 };
    case 'failed':
      return { status: 'failed', reason: outcome.reason ?? 'unknown' };
  }
}

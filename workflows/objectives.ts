import { ApplicationFailure } from '@temporalio/workflow';
import type { EvaluateAnswer, ObjectiveRecord } from '../activities/messages.js';
import type { Evaluation } from '../core/evolution/types.js';
import { classIouMetric, classOfIou, isQuality, type Metrics } from '../core/metrics/metrics.js';
import { parseConstraint } from '../core/pipeline/constraints.js';
import {
  metricsRead,
  objectiveRecords,
  toObjectives,
  unscalable,
  withExpressions,
} from '../core/pipeline/objectives.js';
import type { Outcome } from './outcome.js';

export { objectiveRecords, toObjectives };

/** Classes whose IoU objectives or constraints read, each once. */
export function classesRead(
  objectives: readonly ObjectiveRecord[],
  constraints: readonly string[],
): readonly string[] {
  const read = [
    ...objectives.flatMap(metricsRead),
    ...constraints.map(parseConstraint).flatMap(({ metrics, baseline }) => [...metrics, ...baseline]),
  ];
  return [...new Set(read.flatMap((metric) => classOfIou(metric) ?? []))];
}

/**
 * Throws a non-retryable `METRIC_NOT_MEASURED`, before anything else is paid for, where objectives or comparisons read what
 * the targets do not tell, such as the energy of a device.
 */
export function checkKnown(
  cheap: Metrics,
  objectives: readonly ObjectiveRecord[],
  comparisons: readonly string[],
): void {
  const read = [
    ...objectives.flatMap(metricsRead),
    ...comparisons.map(parseConstraint).flatMap(({ metrics, baseline }) => [...metrics, ...baseline]),
  ];
  const missing = read.find((metric) => !isQuality(metric) && !Object.hasOwn(cheap, metric));
  if (missing === undefined) return;
  throw ApplicationFailure.nonRetryable(
    `The search reads '${missing}', which its target does not tell.`,
    'METRIC_NOT_MEASURED',
  );
}

/** What an evaluation found, as metrics. */
export function qualityOf({ miou, classIou = {} }: Pick<EvaluateAnswer, 'miou' | 'classIou'>): Metrics {
  const perClass = Object.entries(classIou).map(([name, iou]): [string, number] => [
    classIouMetric(name),
    iou,
  ]);
  return { miou, ...Object.fromEntries(perClass) };
}

/**
 * All metrics of the network before pruning. Throws a non-retryable `OBJECTIVE_BASELINE`, before any candidate is paid
 * for, where an objective's value is 0 or negative there: candidates are measured as shares of it.
 */
export function baselineMetrics(
  cheap: Metrics,
  answer: Pick<EvaluateAnswer, 'miou' | 'classIou'>,
  objectives: readonly ObjectiveRecord[],
): Metrics {
  const metrics = { ...cheap, ...qualityOf(answer) };
  const baseline = withExpressions(metrics, objectives, metrics);
  const wrong = unscalable(objectives, baseline).at(0);
  if (wrong === undefined) return baseline;
  throw ApplicationFailure.nonRetryable(
    `The objective '${wrong.metric}' is ${String(wrong.value)} for the network before pruning, and candidates are measured as shares of that. Write it so that its value there is above 0.`,
    'OBJECTIVE_BASELINE',
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
    case 'dropped':
      return { status: 'infeasible', violation: outcome.violation ?? 1 };
    case 'failed':
      return { status: 'failed', reason: outcome.reason ?? 'unknown' };
  }
}

import { PipelineError } from '../errors.js';
import { isQuality, latencyMetric, type Metrics } from '../metrics/metrics.js';
import type { Objective } from './document.js';
import { metricTree, readTerm, termOf, valueOf } from './metric-term.js';

/** An objective as searches and records know it. */
export interface ObjectiveRecord {
  /** The key of its value among a candidate's metrics: a metric's flat name, or the text of an expression. */
  readonly metric: string;
  readonly goal: 'minimize' | 'maximize';
  /** The text, where it is an expression and no metric alone. */
  readonly expression?: string;
}

/** A metric, or arithmetic over metrics, that is to be made large or small. */
export interface MetricExpression {
  /** The flat name where it is a metric of the candidate and nothing more. */
  readonly metric?: string;
  /** Flat names of what it reads of the candidate, and of the baseline. */
  readonly metrics: readonly string[];
  readonly baseline: readonly string[];
  value(metrics: Metrics, baseline: Metrics): number;
}

/**
 * Parses what an objective makes large or small, such as `iou["traffic light"]` or
 * `0.5 * ops / baseline.ops + 0.5 * latency.edge / baseline.latency.edge`. Throws a PipelineError `BAD_OBJECTIVE`.
 */
export function parseMetricExpression(text: string): MetricExpression {
  const fail = (reason: string) =>
    new PipelineError('BAD_OBJECTIVE', `The objective '${text}' cannot be used: ${reason}.`, {
      hint: 'Write a metric such as miou, or sums, products and quotients of metrics and numbers.',
    });
  const term = termOf(metricTree(text, fail), text, fail);
  const { metrics, baseline: before } = readTerm(term);
  if (metrics.length === 0) throw fail('it reads no metric of the candidate');
  return {
    metric: term.kind === 'metric' ? term.name : undefined,
    metrics,
    baseline: before,
    value: (candidate, baseline) => valueOf(term, candidate, baseline),
  };
}

/** Objectives of a pipeline by the keys of their values. Throws `parseMetricExpression`'s error. */
export function objectiveRecords(objectives: readonly Objective[]): readonly ObjectiveRecord[] {
  return objectives.map((objective): ObjectiveRecord => {
    if ('maximize' in objective) return { ...keyOf(objective.maximize), goal: 'maximize' };
    if ('target' in objective) return { metric: latencyMetric(objective.target), goal: 'minimize' };
    return { ...keyOf(objective.minimize), goal: 'minimize' };
  });
}

function keyOf(text: string): Pick<ObjectiveRecord, 'metric' | 'expression'> {
  const { metric } = parseMetricExpression(text);
  return metric === undefined ? { metric: text, expression: text } : { metric };
}

/** Flat names of the candidate's metrics that an objective reads. */
export function metricsRead({ metric, expression }: ObjectiveRecord): readonly string[] {
  return expression === undefined ? [metric] : parseMetricExpression(expression).metrics;
}

/** Whether an objective takes no evaluation on images. */
export function isCheap(objective: ObjectiveRecord): boolean {
  return !metricsRead(objective).some(isQuality);
}

/** Metrics with the values of those objectives that are expressions and read nothing that is not known yet. */
export function withExpressions(
  metrics: Metrics,
  objectives: readonly ObjectiveRecord[],
  baseline: Metrics,
): Metrics {
  return expressionsOf(objectives, baseline)(metrics);
}

/** `withExpressions` for many metrics, the objectives parsed once. */
export function expressionsOf(
  objectives: readonly ObjectiveRecord[],
  baseline: Metrics,
): (metrics: Metrics) => Metrics {
  const parsed = objectives.flatMap(({ metric, expression }) =>
    expression === undefined ? [] : [{ key: metric, ...parseMetricExpression(expression) }],
  );
  return (metrics) => {
    const values = parsed
      .filter((each) => each.metrics.every((name) => Object.hasOwn(metrics, name)))
      .map((each): [string, number] => [each.key, each.value(metrics, baseline)]);
    return values.length === 0 ? metrics : { ...metrics, ...Object.fromEntries(values) };
  };
}

/**
 * Metrics as numbers to minimise, with 1 in every objective as the hypervolume's reference point. An IoU m to be made
 * large becomes 1 - m, any other value v to be made large 1 - v/b, and one to be made small v/b, b being the
 * baseline's value. So 1 stands for a network as costly as the baseline that recognises nothing.
 */
export function toObjectives(
  metrics: Metrics,
  objectives: readonly ObjectiveRecord[],
  baseline: Metrics,
): readonly number[] {
  return objectives.map((objective) => {
    const { metric, goal } = objective;
    if (isAbsolute(objective)) return 1 - metrics[metric];
    const share = metrics[metric] / baseline[metric];
    return goal === 'maximize' ? 1 - share : share;
  });
}

/**
 * The objectives that cannot be put in relation to the baseline, since its value is 0, negative or no number; with that
 * value.
 */
export function unscalable(
  objectives: readonly ObjectiveRecord[],
  baseline: Metrics,
): readonly { readonly metric: string; readonly value: number }[] {
  return objectives
    .filter((objective) => !isAbsolute(objective))
    .map(({ metric }) => ({ metric, value: baseline[metric] }))
    .filter(({ value }) => !(value > 0 && Number.isFinite(value)));
}

function isAbsolute({ metric, goal, expression }: ObjectiveRecord): boolean {
  return goal === 'maximize' && expression === undefined && isQuality(metric);
}

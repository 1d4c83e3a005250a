import { rankCorrelation } from '../../core/metrics/rank-correlation.js';
import { latencyMetric, metricLabel } from '../../core/metrics/metrics.js';
import { html, type Markup } from './markup.js';
import type { RunRecord } from './record.js';

/** How well a metric that costs no measuring ranks what was measured. */
export interface Predictor {
  readonly metric: string;
  /** Spearman's rank correlation with the measured latency. */
  readonly correlation: number;
  /** Candidates that both are known of. */
  readonly candidates: number;
}

/**
 * How well Ops, parameters and the latencies of models rank candidates by their latency as it was measured on a target, over
 * all candidates of a run that were measured there. The best first.
 */
export function predictorsOf(record: RunRecord, target: string): readonly Predictor[] {
  const measured = record.searches
    .flatMap(({ generations }) => generations)
    .flatMap(({ candidates }) => candidates)
    .filter((candidate) => Object.hasOwn(candidate.measured ?? {}, target));
  const isMeasured = (metric: string): boolean =>
    measured.some((candidate) =>
      Object.keys(candidate.measured ?? {})
        .map(latencyMetric)
        .includes(metric),
    );
  const known = new Set(measured.flatMap(({ metrics }) => Object.keys(metrics)));
  const cheap = [...known].filter(
    (metric) =>
      metric === 'ops' ||
      metric === 'params' ||
      (metric.startsWith(latencyMetric('')) && !isMeasured(metric)),
  );
  return cheap
    .flatMap((metric): readonly Predictor[] => {
      const both = measured.filter(({ metrics }) => Object.hasOwn(metrics, metric));
      const correlation = rankCorrelation(
        both.map(({ metrics }) => metrics[metric]),
        both.map(({ metrics }) => metrics[latencyMetric(target)]),
      );
      return correlation === undefined ? [] : [{ metric, correlation, candidates: both.length }];
    })
    .sort((a, b) => b.correlation - a.correlation);
}

/** The rank correlations in words. */
export function predictors(record: RunRecord, target: string): Markup | undefined {
  const found = predictorsOf(record, target);
  if (found.length === 0) return undefined;
  const told = found.map(({ metric, correlation }) => `${metricLabel(metric)} ${correlation.toFixed(2)}`);
  const most = Math.max(...found.map(({ candidates }) => candidates));
  return html`<br />Rank correlation with what was measured, over ${most} candidates: ${told.join(', ')}.`;
}

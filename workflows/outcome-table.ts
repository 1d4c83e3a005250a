import { formatMetric } from '../core/metrics/format.js';
import { line } from '../core/metrics/front-table.js';
import { metricLabel, readingOrder } from '../core/metrics/metrics.js';
import type { Outcome } from './outcome.js';

/** What became of a generation's candidates, as a Markdown table for the Web UI. */
export function outcomeTable(outcomes: readonly Outcome[]): string {
  const metrics = readingOrder(new Set(outcomes.flatMap(({ metrics: known }) => Object.keys(known))));
  return [
    line(['Candidate', 'State', ...metrics.map(metricLabel), 'Reason']),
    line(['---:', '---', ...metrics.map(() => '---:'), '---']),
    ...outcomes.map(({ id, status, cached, metrics: known, reason }) =>
      line([
        String(id),
        cached === true ? `${status}, known before` : status,
        ...metrics.map((metric) => formatMetric(metric, known[metric])),
        reason ?? '',
      ]),
    ),
  ].join('\n');
}

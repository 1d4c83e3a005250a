import { NONE, formatGain, formatMetric, formatMiouChange } from '../../core/metrics/format.js';
import { metricLabel, metricOf, type Metrics } from '../../core/metrics/metrics.js';
import { html, type Markup } from './markup.js';
import type { SearchRecord } from './record.js';
import { shownCosts } from './shown-costs.js';

/** A table cell with a metric as text, and in full as its data. */
export function metricCell(metric: string, metrics: Metrics | undefined, note?: Markup): Markup {
  const value = metricOf(metrics, metric);
  const data = value === undefined ? '' : String(value);
  return html`<td class="number" data-metric="${metric}" data-value="${data}">
    ${formatMetric(metric, value)}${note}
  </td>`;
}

/** The heading of a metric's column. */
export function metricHeading(metric: string): Markup {
  return html`<th scope="col" class="number">${metricLabel(metric)}</th>`;
}

/** The metrics that cost something, all of which are better when smaller. MACs only where operations are not known. */
export function costMetrics(all: Iterable<string>, searches: readonly SearchRecord[]): string[] {
  const metrics = shownCosts(all, searches);
  return metrics.includes('ops') ? metrics.filter((metric) => metric !== 'macs') : metrics;
}

/** A small `2.44×` beside a number. */
export function gainNote(metric: string, baseline: Metrics, metrics: Metrics): Markup {
  return html` <small class="gain">${formatGain(baseline[metric], metrics[metric])}</small>`;
}

/** A small `−1.98 points` beside an mIoU. */
export function changeNote(baseline: Metrics, metrics: Metrics | undefined): Markup | undefined {
  const change = formatMiouChange(metricOf(baseline, 'miou'), metricOf(metrics, 'miou'));
  return change === NONE ? undefined : html` <small class="change">${change}</small>`;
}

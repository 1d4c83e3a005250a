import { formatMetric } from './format.js';
import { metricLabel, type Metrics } from './metrics.js';

export interface FrontRow {
  readonly id: number;
  readonly generation: number;
  readonly metrics: Metrics;
}

/**
 * A front as a Markdown table, for the details that Temporal's Web UI shows. Metrics as `formatMetric` writes them. Of
 * a front longer than `limit`, as many rows spread evenly over it, and a line that says so.
 */
export function frontTable(metrics: readonly string[], rows: readonly FrontRow[], limit = 20): string {
  if (rows.length === 0) return 'No feasible candidate yet.';
  const shown = spread(rows, limit);
  const lines = [
    line(['Candidate', 'Generation', ...metrics.map(metricLabel)]),
    line(['---:', '---:', ...metrics.map(() => '---:')]),
    ...shown.map(({ id, generation, metrics: values }) =>
      line([
        String(id),
        String(generation),
        ...metrics.map((metric) => formatMetric(metric, values[metric])),
      ]),
    ),
  ];
  if (shown.length < rows.length)
    lines.push('', `${shown.length} of ${rows.length} candidates on the front.`);
  return lines.join('\n');
}

/** At most `limit` items, the first and last among them, evenly spaced by index. */
export function spread<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit || limit < 2) return items.slice(0, limit);
  return Array.from({ length: limit }, (_, i) => items[Math.round((i * (items.length - 1)) / (limit - 1))]);
}

/**
 * Keeps columns apart, which the Web UI draws without a distance. The character without a width in front of the two
 * spaces keeps these from being cut off.
 */
export const GAP = '\u200B\u00A0\u00A0';

/** A row of a Markdown table; what its cells hold is no markup. */
export function line(cells: readonly string[]): string {
  const escaped = cells
    .map((cell) => cell.replace(/[\\`*_|<>[\]]/g, '\\$&').replace(/\s+/g, ' '))
    .map((cell, index) => (index === 0 ? cell : `${GAP}${cell}`));
  return `| ${cells[0].startsWith('---') ? cells.join(' | ') : escaped.join(' | ')} |`;
}

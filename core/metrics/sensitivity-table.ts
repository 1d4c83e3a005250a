import type { GroupSensitivity } from '../network/sensitivity.js';
import { formatMetric } from './format.js';
import { line } from './front-table.js';

/** mIoU by group and pruning ratio as a Markdown table, for the details that Temporal's Web UI shows. */
export function sensitivityTable(ratios: readonly number[], groups: readonly GroupSensitivity[]): string {
  return [
    line(['Channel group', 'Channels', ...ratios.map(formatRatio)]),
    line(['---', '---:', ...ratios.map(() => '---:')]),
    ...groups.map(({ id, channels, points }) =>
      line([
        id,
        String(channels),
        ...ratios.map((ratio) => formatMetric('miou', points.find((point) => point.ratio === ratio)?.miou)),
      ]),
    ),
  ].join('\n');
}

/** A pruning ratio for people: `30 %`, `12.5 %`. */
export function formatRatio(ratio: number): string {
  return `${Number((100 * ratio).toFixed(2))} %`;
}

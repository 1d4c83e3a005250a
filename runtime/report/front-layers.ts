import type { LineSeriesOption } from 'echarts';
import { spread } from '../../core/metrics/front-table.js';
import { formatMetrics } from '../../core/metrics/format.js';
import type { Metrics } from '../../core/metrics/metrics.js';
import { candidatesOf, type SearchRecord, type SolutionRecord } from './record.js';

export interface Point {
  readonly at: readonly [number, number];
  readonly title: string;
}

/** Points that are drawn in one manner. */
export interface Layer {
  readonly points: readonly Point[];
  readonly series: LineSeriesOption;
}

/** The two metrics of a figure, `y` being mIoU where the search has it; and what points tell of themselves. */
export interface Plane {
  readonly x: string;
  readonly y: string;
  readonly names: readonly string[];
}

/**
 * What is drawn of a search: the fronts of its generations from early to late, of many only so many evenly spread, the
 * final front, its fine-tuned solutions, the baseline.
 */
export function frontLayers(
  plane: Plane,
  search: SearchRecord,
  solutions: readonly SolutionRecord[],
  most: number,
): Layer[] {
  const drawn = spread(search.generations, most);
  const last = Math.max(1, drawn.length - 1);
  const generations = drawn.map(({ front }, index): Layer => {
    // Mixed and not transparent: where fronts share points, transparent colours would add up.
    const share = Math.round((100 * index) / last);
    const colour = `color-mix(in oklab, var(--late) ${share}%, var(--early))`;
    return { points: frontPoints(plane, search, front), series: line(colour, 4, 1.2) };
  });
  const final: Layer = {
    points: frontPoints(plane, search, search.front),
    series: { ...line('var(--final)', 6, 2), z: 5 },
  };
  return [
    ...generations,
    final,
    ...solutions.flatMap((solution) => tuned(plane, solution)),
    baseline(plane, search),
  ];
}

/** The series of layers on axes whose values are divided so. */
export function seriesOf(
  layers: readonly Layer[],
  divisor: { readonly x: number; readonly y: number },
  height: number,
): LineSeriesOption[] {
  return layers.map((layer) => ({
    ...layer.series,
    data: layer.points.map(({ at }) => [at[0] / divisor.x, at[1] / divisor.y]),
    ...baselineLine(layer, height / divisor.y),
  }));
}

function frontPoints(plane: Plane, search: SearchRecord, ids: readonly number[]): Point[] {
  return candidatesOf(search, ids)
    .flatMap(({ id, generation, metrics }) =>
      place(
        plane,
        metrics,
        `Candidate ${id}, generation ${generation}: ${formatMetrics(plane.names, metrics)}`,
      ),
    )
    .sort((a, b) => a.at[0] - b.at[0]);
}

/** A solution's way from its mIoU after pruning to that after fine-tuning. */
function tuned(plane: Plane, solution: SolutionRecord): Layer[] {
  if (solution.finetuned === undefined) return [];
  const title = (metrics: Metrics, stage: string) =>
    `${solution.name}, ${stage}: ${formatMetrics(plane.names, metrics)}`;
  const before = place(plane, solution.pruned, title(solution.pruned, 'pruned'));
  const after = place(plane, solution.finetuned, title(solution.finetuned, 'fine-tuned'));
  const way = { color: 'var(--tuned)', width: 1, type: [3, 3] };
  return [
    { points: [...before, ...after], series: { ...line('var(--tuned)', 0, 1), lineStyle: way, z: 4 } },
    {
      points: after,
      series: { ...line('var(--tuned)', 11, 0), z: 6 },
    },
  ];
}

/** An unseen point at the baseline's height, which stretches the axis to it and carries the dashed line. */
function baseline(plane: Plane, search: SearchRecord): Layer {
  const height = search.baseline[plane.y];
  const points = candidatesOf(search, search.front.slice(0, 1)).flatMap(({ metrics }) =>
    place(plane, { ...metrics, [plane.y]: height }, 'Baseline'),
  );
  return { points, series: { ...line('var(--ink)', 0, 0), id: `baseline of ${search.step}` } };
}

function baselineLine(layer: Layer, height: number): Pick<LineSeriesOption, 'markLine'> {
  if (layer.series.id === undefined || !Number.isFinite(height)) return {};
  return {
    markLine: {
      silent: true,
      symbol: 'none',
      label: { show: false },
      lineStyle: { color: 'var(--ink)', type: [6, 4], width: 1.5 },
      data: [{ yAxis: height }],
    },
  };
}

/** The point of a network in a plane; none where it is not known there. */
export function place(plane: Pick<Plane, 'x' | 'y'>, metrics: Metrics, title: string): Point[] {
  const at = [metrics[plane.x], metrics[plane.y]] as const;
  return at.every(Number.isFinite) ? [{ at, title }] : [];
}

export function line(color: string, symbolSize: number, width: number): LineSeriesOption {
  return {
    type: 'line',
    symbol: 'circle',
    symbolSize,
    showSymbol: symbolSize > 0,
    showAllSymbol: true,
    itemStyle: { color, opacity: 1, borderWidth: 0 },
    lineStyle: { color, opacity: 1, width },
  };
}

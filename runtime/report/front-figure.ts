import type { EChartsOption, LineSeriesOption } from 'echarts';
import { axisFormat, formatMetrics } from '../../core/metrics/format.js';
import { metricLabel, type Metrics } from '../../core/metrics/metrics.js';
import { axes, type Format, FORMATS } from './axes.js';
import { drawChart } from './chart.js';
import { html, type Markup } from './markup.js';
import { candidatesOf, type RunRecord, type SearchRecord, type SolutionRecord } from './record.js';

interface Point {
  readonly at: readonly [number, number];
  readonly title: string;
}

interface Layer {
  readonly points: readonly Point[];
  readonly series: LineSeriesOption;
}

/** The two metrics of a figure. `y` is mIoU where the search has it. */
interface Plane {
  readonly x: string;
  readonly y: string;
  readonly names: readonly string[];
}

/**
 * The search as the paper's Figure 2 draws it, once for each objective beside mIoU: fronts of successive generations
 * from light to dark grey, the final front red, fine-tuned solutions green, the baseline's mIoU a dashed line. Nothing
 * for a search of one objective.
 */
export function frontFigures(record: RunRecord, search: SearchRecord, id: string): Markup[] {
  const metrics = search.objectives.map(({ metric }) => metric);
  const y = metrics.includes('miou') ? 'miou' : metrics[0];
  const solutions = record.solutions.filter((solution) => solution.search === search.step);
  return metrics
    .filter((metric) => metric !== y)
    .map((x, index) => frontFigure({ x, y, names: metrics }, search, solutions, `${id}-front${index}`));
}

function frontFigure(
  plane: Plane,
  search: SearchRecord,
  solutions: readonly SolutionRecord[],
  id: string,
): Markup {
  const layers = drawLayers(plane, search, solutions);
  const points = layers.flatMap((layer) => layer.points);
  const x = axisFormat(plane.x, largest(points.map(({ at }) => at[0])));
  const y = axisFormat(plane.y, largest(points.map(({ at }) => at[1])));
  const label = `${metricLabel(plane.y)} against ${metricLabel(plane.x)}`;
  const draw = (format: Format) => {
    const option: EChartsOption = {
      ...axes(x.label, y.label),
      series: layers.map((layer) => ({
        ...layer.series,
        data: layer.points.map(({ at }) => [at[0] / x.divisor, at[1] / y.divisor]),
        ...baselineLine(layer, search.baseline[plane.y] / y.divisor),
      })),
    };
    const size = format === 'wide' ? { width: 760, height: 420 } : { width: 340, height: 300 };
    const titles = layers.map((layer) => layer.points.map(({ title }) => title));
    return html`<div class="${format}">${drawChart(`${id}-${format}`, label, size, option, titles)}</div>`;
  };
  return html`<figure>
    ${FORMATS.map(draw)}
    <figcaption>
      <strong>${label}.</strong>
      <span class="key"><i class="swatch generations"></i>fronts of generations, stronger is later</span>
      <span class="key"><i class="swatch final"></i>final front</span>
      ${
        solutions.some(({ finetuned }) => finetuned !== undefined)
          ? html`<span class="key"
              ><i class="swatch tuned"></i>fine-tuned solutions, above what they were</span
            >`
          : undefined
      }
      <span class="key"><i class="swatch baseline"></i>${metricLabel(plane.y)} of the baseline</span>
    </figcaption>
  </figure>`;
}

function drawLayers(plane: Plane, search: SearchRecord, solutions: readonly SolutionRecord[]): Layer[] {
  const count = search.generations.length;
  const generations = search.generations.map(({ front }, index): Layer => {
    // Mixed and not transparent: where fronts share points, transparent greys would add up to black.
    const grey = `color-mix(in srgb, var(--ink) ${Math.round(18 + (57 * (index + 1)) / count)}%, var(--paper))`;
    return { points: frontPoints(plane, search, front), series: line(grey, 3.5, 1) };
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
  return { points, series: { ...line('var(--ink)', 0, 0), id: 'baseline' } };
}

function baselineLine(layer: Layer, height: number): Pick<LineSeriesOption, 'markLine'> {
  if (layer.series.id !== 'baseline' || !Number.isFinite(height)) return {};
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

function place(plane: Plane, metrics: Metrics, title: string): Point[] {
  const at = [metrics[plane.x], metrics[plane.y]] as const;
  return at.every(Number.isFinite) ? [{ at, title }] : [];
}

function line(color: string, symbolSize: number, width: number): LineSeriesOption {
  return {
    type: 'line',
    symbol: 'circle',
    symbolSize,
    showSymbol: symbolSize > 0,
    itemStyle: { color, opacity: 1, borderWidth: 0 },
    lineStyle: { color, opacity: 1, width },
  };
}

function largest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}

import { axisFormat, formatMetric, formatMetrics } from '../../core/metrics/format.js';
import { latencyMetric, metricLabel } from '../../core/metrics/metrics.js';
import { axes, type Format, FORMATS } from './axes.js';
import { drawChart } from './chart.js';
import { line, place, type Point } from './front-layers.js';
import { html, type Markup } from './markup.js';
import { predictors } from './predictors.js';
import type { RunRecord, SearchRecord } from './record.js';

interface Cloud {
  readonly name: string;
  readonly colour: string;
  readonly size: number;
  readonly symbol: 'circle' | 'diamond' | 'triangle';
  readonly points: readonly Point[];
}

/** Colours that are told apart in light and dark, by most people, the first searches' first. */
export const SERIES = ['var(--series1)', 'var(--series2)', 'var(--series3)', 'var(--series4)'];

/**
 * mIoU against latency as it was measured, as the paper's Figure 3 has it: candidates of each search in a colour, large
 * the fine-tuned solutions, and the network before pruning. A figure for each target that something was measured on.
 */
export function measuredSection(record: RunRecord): Markup | undefined {
  const targets = new Set([
    ...record.solutions.flatMap(({ measured = {} }) => Object.keys(measured)),
    ...record.searches.flatMap(({ measured = {} }) => Object.keys(measured)),
  ]);
  if (targets.size === 0) return undefined;
  const figures = [...targets].map((target, index) => measuredFigure(record, target, `measured${index}`));
  return html`<section id="measured">
    <h2>Measured latency</h2>
    ${figures}
  </section>`;
}

function measuredFigure(record: RunRecord, target: string, id: string): Markup {
  const x = latencyMetric(target);
  const clouds = distinct(record.searches.flatMap((search, index) => cloudsOf(record, search, index, x)));
  const all = clouds.flatMap(({ points }) => points);
  const [xAxis, yAxis] = [axisFormat(x, 0), axisFormat('miou', 1)];
  const label = `${metricLabel('miou')} against measured ${metricLabel(x)}`;
  if (all.length === 0) {
    return html`<p>Nothing measured on ${target} has an mIoU.</p>`;
  }
  const draw = (format: Format) => {
    const size = format === 'wide' ? { width: 760, height: 380 } : { width: 340, height: 300 };
    const option = {
      ...axes(xAxis.label, yAxis.label),
      series: clouds.map(({ colour, size: symbolSize, symbol, points }) => ({
        ...line(colour, symbolSize, 0),
        symbol,
        data: points.map(({ at }) => [at[0] / xAxis.divisor, at[1] / yAxis.divisor]),
      })),
    };
    const titles = clouds.map(({ points }) => points.map(({ title }) => title));
    return html`<div class="${format}">${drawChart(`${id}-${format}`, label, size, option, titles)}</div>`;
  };
  return html`<figure>
    ${FORMATS.map(draw)}
    <figcaption>
      <strong>${label}.</strong>
      ${clouds
        .filter(({ points }) => points.length > 0)
        .map(
          ({ name, colour, symbol }) =>
            html`<span class="key"><i class="swatch ${symbol}" style="--dot:${colour}"></i>${name}</span>`,
        )}
      ${predictors(record, target)}
    </figcaption>
  </figure>`;
}

/** Searches of the same network have the same one before pruning, which is drawn once. */
function distinct(clouds: readonly Cloud[]): Cloud[] {
  const keyOf = ({ symbol, name, points }: Cloud) =>
    symbol === 'diamond' ? JSON.stringify(points) : `${symbol} ${name}`;
  return [...new Map(clouds.map((cloud) => [keyOf(cloud), cloud])).values()];
}

function cloudsOf(record: RunRecord, search: SearchRecord, index: number, x: string): Cloud[] {
  const plane = { x, y: 'miou' };
  const names = ['miou', x];
  const colour = SERIES[index % SERIES.length];
  const candidates = search.generations.flatMap((generation) => generation.candidates);
  const solutions = record.solutions.filter((solution) => solution.search === search.step);
  const known = [search.baseline, ...solutions.map(({ baseline }) => baseline)].filter(
    (metrics) => x in metrics,
  );
  return [
    {
      name: `candidates of ${search.step}`,
      colour,
      size: 4,
      symbol: 'circle',
      points: candidates
        .filter(({ measured = {} }) => latencyKeys(measured).includes(x))
        .flatMap(({ id, metrics }) =>
          place(plane, metrics, `Candidate ${id} of ${search.step}: ${formatMetrics(names, metrics)}`),
        ),
    },
    {
      name: `fine-tuned solutions of ${search.step}`,
      colour,
      size: 12,
      symbol: 'triangle',
      points: solutions.flatMap(({ name, finetuned = {} }) =>
        place(plane, finetuned, `${name}, fine-tuned: ${formatMetrics(names, finetuned)}`),
      ),
    },
    {
      name: 'before pruning',
      colour: 'var(--ink)',
      size: 12,
      symbol: 'diamond',
      points: known
        .slice(0, 1)
        .flatMap((metrics) =>
          place(
            plane,
            metrics,
            `Baseline: mIoU ${formatMetric('miou', metrics.miou)}, ${formatMetric(x, metrics[x])}`,
          ),
        ),
    },
  ];
}

function latencyKeys(measured: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(measured).map(latencyMetric);
}

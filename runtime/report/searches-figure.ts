import { axisFormat } from '../../core/metrics/format.js';
import { metricLabel } from '../../core/metrics/metrics.js';
import { FORMATS } from './axes.js';
import { drawChart } from './chart.js';
import { frontKey, generationsText, planesOf } from './front-figure.js';
import { frontLayers, type Layer, seriesOf } from './front-layers.js';
import { html, type Markup } from './markup.js';
import { panelChart } from './panels.js';
import type { RunRecord, SearchRecord } from './record.js';
import { ratiosFigure } from './ratios-figure.js';
import { roundRange } from './round-range.js';

/** Fronts in a panel. */
const GENERATIONS = 8;

/**
 * Searches with the same objectives side by side, a panel each, on the same axes: as the paper's Figure 2 compares
 * budgets; and what they prune, whatever their objectives. Nothing where there is nothing to compare.
 */
export function searchesSection(record: RunRecord): Markup | undefined {
  const panels = groupsOf(record.searches)
    .filter((group) => group.length > 1)
    .flatMap((group, index) => groupFigures(record, group, `searches${index}`));
  const ratios = record.searches.length > 1 ? ratiosFigure(record, record.searches, 'ratios') : undefined;
  if (panels.length === 0 && ratios === undefined) return undefined;
  return html`<section id="searches">
    <h2>Searches side by side</h2>
    ${panels} ${ratios}
  </section>`;
}

function groupsOf(searches: readonly SearchRecord[]): readonly (readonly SearchRecord[])[] {
  const groups = new Map<string, SearchRecord[]>();
  for (const search of searches) {
    const key = JSON.stringify(search.objectives.map(({ metric, goal }) => [metric, goal]));
    groups.set(key, [...(groups.get(key) ?? []), search]);
  }
  return [...groups.values()];
}

function groupFigures(record: RunRecord, group: readonly SearchRecord[], id: string): Markup[] {
  return planesOf(group[0]).map((plane, index) => {
    const drawn = group.map((search) => {
      const solutions = record.solutions.filter((solution) => solution.search === search.step);
      return { search, layers: frontLayers(plane, search, solutions, GENERATIONS) };
    });
    const all = drawn.flatMap(({ layers }) => layers.flatMap(({ points }) => points));
    const [xs, ys] = [all.map(({ at }) => at[0]), all.map(({ at }) => at[1])];
    const x = axisFormat(plane.x, Math.max(0, ...xs));
    const y = axisFormat(plane.y, Math.max(0, ...ys));
    const divisor = { x: x.divisor, y: y.divisor };
    const panels = drawn.map(({ search, layers }) => ({
      title: titleOf(search),
      series: seriesOf(layers, divisor, search.baseline[plane.y]),
    }));
    const ends = {
      x: x.label,
      y: y.label,
      xRange: roundRange(xs.map((value) => value / x.divisor)),
      yRange: roundRange(ys.map((value) => value / y.divisor)),
    };
    const label = `${metricLabel(plane.y)} against ${metricLabel(plane.x)}, by search`;
    const titles = drawn.flatMap(({ search, layers }) => layers.map((layer) => titlesOf(search, layer)));
    const longest = Math.max(...group.map(({ generations }) => generations.length));
    const fronts = generationsText(longest, GENERATIONS);
    const isTuned = record.solutions.some(({ finetuned }) => finetuned !== undefined);
    return html`<figure>
      ${FORMATS.map((format) => {
        const { size, option } = panelChart(format, panels, ends);
        const drawing = drawChart(`${id}-${index}-${format}`, label, size, option, titles);
        return html`<div class="${format}">${drawing}</div>`;
      })}
      <figcaption><strong>${label}.</strong> ${frontKey(plane, isTuned, fronts)}</figcaption>
    </figure>`;
  });
}

/** A search's name with its budget: `search-2: |P| = 25, n = 50`. */
function titleOf({ step, evolution, generations }: SearchRecord): string {
  const population = evolution === undefined ? '' : `|P| = ${evolution.population}, `;
  return `${step}: ${population}n = ${generations.length}`;
}

function titlesOf({ step }: SearchRecord, { points }: Layer): readonly string[] {
  return points.map(({ title }) => `${step}, ${title}`);
}

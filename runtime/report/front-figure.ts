import { axisFormat } from '../../core/metrics/format.js';
import { metricLabel } from '../../core/metrics/metrics.js';
import { axes, type Format, FORMATS } from './axes.js';
import { drawChart } from './chart.js';
import { frontLayers, type Plane, seriesOf } from './front-layers.js';
import { html, type Markup } from './markup.js';
import type { RunRecord, SearchRecord, SolutionRecord } from './record.js';

/** More than so many fronts are not told apart, and make a large page. */
const GENERATIONS = 16;

/**
 * The search as the paper's Figure 2 draws it, once for each objective beside mIoU: fronts of successive generations
 * from early to late in colour, the final front red, fine-tuned solutions green, the baseline's mIoU a dashed line.
 * Nothing for a search of one objective.
 */
export function frontFigures(record: RunRecord, search: SearchRecord, id: string): Markup[] {
  const solutions = record.solutions.filter((solution) => solution.search === search.step);
  return planesOf(search).map((plane, index) => frontFigure(plane, search, solutions, `${id}-front${index}`));
}

/** A plane for each objective beside mIoU. */
export function planesOf({ objectives }: SearchRecord): Plane[] {
  const names = objectives.map(({ metric }) => metric);
  const y = names.includes('miou') ? 'miou' : names[0];
  return names.filter((metric) => metric !== y).map((x) => ({ x, y, names }));
}

function frontFigure(
  plane: Plane,
  search: SearchRecord,
  solutions: readonly SolutionRecord[],
  id: string,
): Markup {
  const layers = frontLayers(plane, search, solutions, GENERATIONS);
  const points = layers.flatMap((layer) => layer.points);
  const x = axisFormat(plane.x, largest(points.map(({ at }) => at[0])));
  const y = axisFormat(plane.y, largest(points.map(({ at }) => at[1])));
  const label = `${metricLabel(plane.y)} against ${metricLabel(plane.x)}`;
  const draw = (format: Format) => {
    const option = {
      ...axes(x.label, y.label),
      series: seriesOf(layers, { x: x.divisor, y: y.divisor }, search.baseline[plane.y]),
    };
    const size = format === 'wide' ? { width: 760, height: 420 } : { width: 340, height: 300 };
    const titles = layers.map((layer) => layer.points.map(({ title }) => title));
    return html`<div class="${format}">${drawChart(`${id}-${format}`, label, size, option, titles)}</div>`;
  };
  return html`<figure>
    ${FORMATS.map(draw)}
    <figcaption>
      <strong>${label}.</strong> ${frontKey(
        plane,
        solutions.some(({ finetuned }) => finetuned !== undefined),
        generationsText(search.generations.length, GENERATIONS),
      )}
    </figcaption>
  </figure>`;
}

/** What the fronts in a figure are of, which has room for so many. */
export function generationsText(all: number, most: number): string {
  const which = all > most ? `${most} of ${all} generations` : 'generations';
  return `fronts of ${which}, early to late`;
}

/** What the colours of a front's figure mean. */
export function frontKey(plane: Plane, isTuned: boolean, generations: string): Markup {
  return html`<span class="key"><i class="swatch generations"></i>${generations}</span>
    <span class="key"><i class="swatch final"></i>final front</span>
    ${
      isTuned
        ? html`<span class="key"
            ><i class="swatch tuned"></i>fine-tuned solutions, above what they were</span
          >`
        : undefined
    }
    <span class="key"><i class="swatch baseline"></i>${metricLabel(plane.y)} of the baseline</span>`;
}

function largest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}

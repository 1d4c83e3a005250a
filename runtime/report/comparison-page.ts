import { axisFormat, formatMetric, formatMetrics, NONE } from '../../core/metrics/format.js';
import { metricLabel, metricOf } from '../../core/metrics/metrics.js';
import { axes, type Format, FORMATS } from './axes.js';
import { drawChart } from './chart.js';
import type { ComparedGroup, ComparedSearch, Comparison } from './comparison.js';
import { line, place } from './front-layers.js';
import { renderPage } from './html.js';
import { html, type Markup } from './markup.js';
import { SERIES } from './measured-figure.js';

/** Lines beyond the number of colours are told apart by their dashes. */
const DASHES = ['solid', [6, 3], [2, 3]] as const;

/** Runs beside each other, in the form of a report: fronts over each other, hypervolumes, what differs. */
export function renderComparison(comparison: Comparison): string {
  const { runs, groups, differences } = comparison;
  return renderPage({
    title: `${runs.length} runs compared`,
    note: html`${runs.join(' · ')}`,
    sections: [...groups.map(groupSection), differencesSection(runs, differences)],
  });
}

function groupSection(group: ComparedGroup, index: number): Markup {
  const { objectives, searches, reference } = group;
  const id = `group${index}`;
  const names = objectives.map(({ metric }) => metric);
  const goals = objectives.map(({ metric, goal }) => `${goal} ${metricLabel(metric)}`).join(', ');
  const y = names.includes('miou') ? 'miou' : names[0];
  return html`<section id="${id}">
    <h2>Fronts: ${goals}</h2>
    ${table(group, names, `${id}-table`)}
    <p class="note">
      Hypervolumes are taken at a common reference point, as a share of all that lies before it: a network
      that recognises nothing and costs
      ${
        formatMetrics(
          names.filter((metric) => metric !== 'miou'),
          reference,
        ) || NONE
      }.
      Differences are against the first.
    </p>
    ${names
      .filter((metric) => metric !== y)
      .map((x, plane) => frontsFigure(searches, { x, y, names }, `${id}-front${plane}`))}
    ${hypervolumesFigure(searches, `${id}-hypervolume`)}
  </section>`;
}

function table({ searches }: ComparedGroup, names: readonly string[], id: string): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Searches">
    <table id="${id}">
      <thead>
        <tr>
          <th scope="col">Search</th>
          <th scope="col" class="number">Hypervolume</th>
          <th scope="col" class="number">Difference</th>
          ${names.map((metric) => html`<th scope="col" class="number">Best ${metricLabel(metric)}</th>`)}
          <th scope="col" class="number">Fine-tuned mIoU</th>
          <th scope="col" class="number">Front</th>
          <th scope="col" class="number">Candidates</th>
          <th scope="col" class="number">Evaluations paid</th>
        </tr>
      </thead>
      <tbody>
        ${searches.map((search, index) => row(search, index, names))}
      </tbody>
    </table>
  </div>`;
}

function row(search: ComparedSearch, index: number, names: readonly string[]): Markup {
  const { hypervolume, change, best, finetuned, front, candidates, paid } = search;
  return html`<tr data-search="${nameOf(search)}">
    <th scope="row" class="name">${swatch(index)}${nameOf(search)}</th>
    <td class="number" data-value="${hypervolume ?? ''}">${hypervolume?.toFixed(4) ?? NONE}</td>
    <td class="number" data-value="${change ?? ''}">${index === 0 ? '' : percent(change)}</td>
    ${names.map(
      (metric) =>
        html`<td class="number" data-metric="${metric}" data-value="${metricOf(best, metric) ?? ''}">
          ${formatMetric(metric, metricOf(best, metric))}
        </td>`,
    )}
    <td class="number">${formatMetric('miou', finetuned)}</td>
    <td class="number">${front.length}</td>
    <td class="number">${candidates}</td>
    <td class="number">${paid}</td>
  </tr>`;
}

function frontsFigure(
  searches: readonly ComparedSearch[],
  plane: { readonly x: string; readonly y: string; readonly names: readonly string[] },
  id: string,
): Markup {
  const layers = searches.map((search) =>
    search.front
      .flatMap(({ id: candidate, metrics }) =>
        place(
          plane,
          metrics,
          `${nameOf(search)}, candidate ${candidate}: ${formatMetrics(plane.names, metrics)}`,
        ),
      )
      .sort((a, b) => a.at[0] - b.at[0]),
  );
  const largest = (axis: 0 | 1) => layers.flat().reduce((most, { at }) => Math.max(most, at[axis]), 0);
  const [x, y] = [axisFormat(plane.x, largest(0)), axisFormat(plane.y, largest(1))];
  const label = `${metricLabel(plane.y)} against ${metricLabel(plane.x)}`;
  const series = layers.map((points, index) => ({
    ...stroke(index),
    data: points.map(({ at }) => [at[0] / x.divisor, at[1] / y.divisor]),
  }));
  return figure(
    { id, label, caption: 'Final fronts over each other.', heights: [420, 300] },
    searches,
    { ...axes(x.label, y.label), series },
    layers.map((points) => points.map(({ title }) => title)),
  );
}

function hypervolumesFigure(searches: readonly ComparedSearch[], id: string): Markup | undefined {
  const last = Math.max(...searches.map(({ hypervolumes }) => hypervolumes.length));
  if (last < 1) return undefined;
  const label = 'Hypervolume by generation';
  const series = searches.map(({ hypervolumes }, index) => ({
    ...stroke(index),
    data: hypervolumes.map((value, generation) => [generation + 1, value]),
  }));
  const titles = searches.map((search) =>
    search.hypervolumes.map(
      (value, index) => `${nameOf(search)}, generation ${index + 1}: ${value.toFixed(4)}`,
    ),
  );
  return figure(
    { id, label, caption: 'All at the common reference point.', heights: [280, 240] },
    searches,
    { ...axes('Generation', 'Hypervolume', [1, Math.max(2, last)]), series },
    titles,
  );
}

function figure(
  what: {
    readonly id: string;
    readonly label: string;
    readonly caption: string;
    readonly heights: readonly [number, number];
  },
  searches: readonly ComparedSearch[],
  option: Parameters<typeof drawChart>[3],
  titles: Parameters<typeof drawChart>[4],
): Markup {
  const { id, label, caption, heights } = what;
  const draw = (format: Format) => {
    const size = format === 'wide' ? { width: 760, height: heights[0] } : { width: 340, height: heights[1] };
    return html`<div class="${format}">${drawChart(`${id}-${format}`, label, size, option, titles)}</div>`;
  };
  return html`<figure>
    ${FORMATS.map(draw)}
    <figcaption>
      <strong>${label}.</strong> ${caption}
      ${searches.map((search, index) => html`<span class="key">${swatch(index)}${nameOf(search)}</span>`)}
    </figcaption>
  </figure>`;
}

function differencesSection(runs: readonly string[], differences: Comparison['differences']): Markup {
  if (differences.length === 0) {
    return html`<section id="differences">
      <h2>What differs</h2>
      <p>Nothing that the records tell.</p>
    </section>`;
  }
  return html`<section id="differences">
    <h2>What differs</h2>
    <div class="scroll" role="region" tabindex="0" aria-label="What differs">
      <table id="difference-table" class="dense">
        <thead>
          <tr>
            <th scope="col">Fact</th>
            ${runs.map((run) => html`<th scope="col" class="name">${run}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${differences.map(
            ({ fact, values }) =>
              html`<tr>
                <th scope="row">${fact}</th>
                ${values.map((value) => html`<td class="wrap">${value}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function nameOf({ run, step }: ComparedSearch): string {
  return `${run}, ${step}`;
}

function stroke(index: number) {
  const plain = line(SERIES[index % SERIES.length], 6, 2);
  const dash = DASHES[Math.floor(index / SERIES.length) % DASHES.length];
  return { ...plain, lineStyle: { ...plain.lineStyle, type: typeof dash === 'string' ? dash : [...dash] } };
}

function swatch(index: number): Markup {
  const kind = ['solid', 'dashed', 'dotted'][Math.floor(index / SERIES.length) % DASHES.length];
  return html`<i class="swatch stroke" style="border-top: 3px ${kind} ${SERIES[index % SERIES.length]}"></i>`;
}

function percent(change: number | undefined): string {
  if (change === undefined) return NONE;
  const text = Math.abs(100 * change).toFixed(1);
  return `${Number(text) === 0 ? '±' : change < 0 ? '−' : '+'}${text} %`;
}

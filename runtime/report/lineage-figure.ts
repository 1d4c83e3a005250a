import { axisFormat, formatMetric, formatMetrics } from '../../core/metrics/format.js';
import { metricLabel, metricOf } from '../../core/metrics/metrics.js';
import { axes, type Format, FORMATS } from './axes.js';
import { drawChart } from './chart.js';
import { line } from './front-layers.js';
import { type Ancestor, lineageOf } from './lineage.js';
import { html, type Markup } from './markup.js';
import type { CandidateRecord, RunRecord, SearchRecord, SolutionRecord } from './record.js';

/** Where each solution of a search comes from; nothing of records that do not tell origins. */
export function lineageSection(record: RunRecord, search: SearchRecord, id: string): Markup | undefined {
  const solutions = record.solutions.filter((solution) => solution.search === search.step);
  const drawn = solutions.flatMap((solution, index) => {
    const ancestors = lineageOf(search, solution.candidate);
    return ancestors.some(({ parents }) => parents.length > 0)
      ? [lineageOfSolution(search, solution, ancestors, `${id}-lineage${index}`)]
      : [];
  });
  if (drawn.length === 0) return undefined;
  return html`<h3>Lineage</h3>
    ${drawn}`;
}

function lineageOfSolution(
  search: SearchRecord,
  solution: SolutionRecord,
  ancestors: readonly Ancestor[],
  id: string,
): Markup {
  const metrics = search.objectives.map(({ metric }) => metric);
  const figure = lineageFigure(search, solution, ancestors, metrics, id);
  return html`<details>
    <summary>
      ${solution.name}: candidate ${solution.candidate} and its ${ancestors.length - 1} ancestors
    </summary>
    ${figure}
    <div class="scroll" role="region" tabindex="0" aria-label="Ancestors of ${solution.name}">
      <table class="dense">
        <thead>
          <tr>
            <th scope="col">Candidate</th>
            <th scope="col" class="number">Generation</th>
            <th scope="col">From</th>
            ${metrics.map((metric) => html`<th scope="col" class="number">${metricLabel(metric)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${ancestors.map(
            ({ candidate }) =>
              html`<tr>
                <th scope="row">${candidate.id}</th>
                <td class="number">${candidate.generation}</td>
                <td>${originText(candidate)}</td>
                ${metrics.map(
                  (metric) =>
                    html`<td class="number">
                      ${formatMetric(metric, metricOf(candidate.metrics, metric))}
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** Ancestors by generation and mIoU, each joined to those it was bred of. */
function lineageFigure(
  search: SearchRecord,
  solution: SolutionRecord,
  ancestors: readonly Ancestor[],
  metrics: readonly string[],
  id: string,
): Markup | undefined {
  const y = metrics.includes('miou') ? 'miou' : metrics[0];
  const at = ({ generation, metrics: values }: CandidateRecord) => [generation, values[y]] as const;
  const isKnown = ({ metrics: values }: CandidateRecord) => Number.isFinite(values[y]);
  const known = ancestors.filter(({ candidate }) => isKnown(candidate));
  if (known.length === 0) return undefined;
  const { label, divisor } = axisFormat(y, Math.max(...known.map(({ candidate }) => candidate.metrics[y])));
  const scaled = (candidate: CandidateRecord) => [at(candidate)[0], at(candidate)[1] / divisor];
  const ways = known.flatMap(({ candidate, parents }) =>
    parents.filter(isKnown).map((parent) => [parent, candidate] as const),
  );
  const isSolution = ({ candidate }: Ancestor) => candidate.id === solution.candidate;
  const dots = [known.filter((each) => !isSolution(each)), known.filter(isSolution)];
  const title = ({ candidate }: Ancestor) =>
    `Candidate ${candidate.id}, generation ${candidate.generation}, ${originText(candidate)}: ` +
    formatMetrics(metrics, candidate.metrics);
  const last = search.generations.at(-1)?.generation;
  const text = `Lineage of ${solution.name}: ${metricLabel(y)} by generation`;
  const draw = (format: Format) => {
    const size = format === 'wide' ? { width: 760, height: 280 } : { width: 340, height: 240 };
    const option = {
      ...axes('Generation', label, [search.generations[0]?.generation, last]),
      series: [
        ...dots.map((points, index) => ({
          ...line(index === 0 ? 'var(--accent)' : 'var(--ink)', index === 0 ? 6 : 10, 0),
          data: points.map(({ candidate }) => scaled(candidate)),
          z: 4 + index,
        })),
        ...ways.map(([parent, candidate]) => ({
          ...line('var(--line)', 0, 1),
          data: [scaled(parent), scaled(candidate)],
          z: 2,
        })),
      ],
    };
    const titles = dots.map((points) => points.map(title));
    return html`<div class="${format}">${drawChart(`${id}-${format}`, text, size, option, titles)}</div>`;
  };
  return html`<figure>
    ${FORMATS.map(draw)}
    <figcaption><strong>${text}.</strong> Lines lead from parents to children.</figcaption>
  </figure>`;
}

function originText({ origin }: CandidateRecord): string {
  if (origin === undefined) return 'unknown';
  if (origin.kind !== 'bred') return origin.kind;
  const [first, second] = origin.parents;
  return first === second ? `bred of ${first}` : `bred of ${first} and ${second}`;
}

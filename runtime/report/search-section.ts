import { metricLabel } from '../../core/metrics/metrics.js';
import { channelsTable } from './channels-table.js';
import { frontFigures } from './front-figure.js';
import { hypervolumeFigure } from './hypervolume-figure.js';
import { lineageSection } from './lineage-figure.js';
import { html, type Markup } from './markup.js';
import { changeNote, costMetrics, gainNote, metricCell, metricHeading } from './metric-cell.js';
import { type CandidateRecord, candidatesOf, type RunRecord, type SearchRecord } from './record.js';

/** One search: its figures, the channels that solutions keep, and the final front in full. */
export function searchSection(record: RunRecord, search: SearchRecord, index: number): Markup {
  const id = `search${index}`;
  return html`<section id="${id}">
    <h2>Search <q>${search.step}</q></h2>
    <p>${summary(search)}</p>
    ${frontFigures(record, search, id)} ${hypervolumeFigure(search, id)} ${channelsTable(record, search)}
    ${lineageSection(record, search, id)} ${frontTable(search, `${id}-front-table`)}
  </section>`;
}

function summary(search: SearchRecord): Markup {
  const candidates = search.generations.flatMap((generation) => generation.candidates);
  const count = (status: CandidateRecord['status']) =>
    candidates.filter((each) => each.status === status).length;
  const goals = search.objectives.map(
    ({ metric, goal }) => html`${goal} <strong>${metricLabel(metric)}</strong>`,
  );
  return html`Objectives:
  ${goals.map((goal, index) => (index === 0 ? [goal] : [' and ', goal]))}${search.constraints.map(
    (constraint) => html`, subject to <code>${constraint}</code>`,
  )}.
  ${search.generations.length} generations, ${candidates.length} candidates: ${count('feasible')} feasible,
  ${count('infeasible')} infeasible, ${count('failed')} failed. The final front has ${search.front.length} of
  them.${effort(search, count('dropped'))}`;
}

/** What stages spared; nothing where every candidate was judged in full. */
function effort({ images }: SearchRecord, dropped: number): Markup | string {
  if (images === undefined || dropped === 0) return '';
  const { evaluated, cached, saved } = images;
  return html` Estimates on fewer images dropped ${dropped} candidates that others clearly dominate:
  ${evaluated} images were evaluated, ${cached} known before, and ${saved} saved.`;
}

function frontTable(search: SearchRecord, id: string): Markup {
  const { baseline } = search;
  const front = candidatesOf(search, search.front);
  const costs = costMetrics(
    front.flatMap(({ metrics }) => Object.keys(metrics)),
    [search],
  );
  return html`<h3>The final front</h3>
    <div class="scroll" role="region" tabindex="0" aria-label="The final front">
      <table id="${id}">
        <thead>
          <tr>
            <th scope="col">Candidate</th>
            <th scope="col" class="number">Generation</th>
            ${['miou', ...costs].map(metricHeading)}
          </tr>
        </thead>
        <tbody>
          <tr class="baseline">
            <th scope="row">Baseline</th>
            <td></td>
            ${['miou', ...costs].map((metric) => metricCell(metric, baseline))}
          </tr>
          ${front.map(
            ({ id: candidate, generation, metrics }) =>
              html`<tr data-candidate="${candidate}">
                <th scope="row">${candidate}</th>
                <td class="number">${generation}</td>
                ${metricCell('miou', metrics, changeNote(baseline, metrics))}
                ${costs.map((metric) => metricCell(metric, metrics, gainNote(metric, baseline, metrics)))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
}

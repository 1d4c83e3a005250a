import { metricLabel } from '../../core/metrics/metrics.js';
import { html, type Markup } from './markup.js';
import type { RunRecord, SearchRecord } from './record.js';

/** What the run was asked: objectives, constraints and budget of each search, and the steps. */
export function askedSection(record: RunRecord): Markup {
  return html`<section id="asked">
    <h2>What was asked</h2>
    ${
      record.searches.length === 0
        ? undefined
        : html`<ul>
            ${record.searches.map(asked)}
          </ul>`
    }
    <p class="note">
      Steps:
      ${record.phases.map(({ step, uses }, index) => {
        const kind = step === uses ? undefined : html` (${uses})`;
        return html`${index === 0 ? '' : ', '}${step}${kind}`;
      })}.
    </p>
  </section>`;
}

function asked(search: SearchRecord): Markup {
  const { step, objectives, constraints, evolution, groups } = search;
  return html`<li>
    <b>${step}</b>:
    ${goals(objectives)}${constraints.map((constraint) => html`, subject to <code>${constraint}</code>`)};
    ${groups.length} channel
    groups${
      evolution === undefined
        ? undefined
        : html`, generations of ${evolution.population} by ${evolution.algorithm ?? 'nsga2'}`
    }.
  </li>`;
}

function goals(objectives: SearchRecord['objectives']): readonly Markup[] {
  return objectives.map(
    ({ metric, goal }, index) =>
      html`${index === 0 ? '' : ' and '}${goal} <strong>${metricLabel(metric)}</strong>`,
  );
}

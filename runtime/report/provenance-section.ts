import { formatDuration } from '../../core/metrics/format.js';
import { html, type Markup } from './markup.js';
import type { RunRecord } from './record.js';

/** What the run cost, and everything that is needed to do it again. */
export function provenanceSection(record: RunRecord): Markup {
  return html`<section id="cost">
      <h2>Cost</h2>
      <p>
        ${formatDuration(wallSeconds(record))} from start to end. mIoU was evaluated
        ${record.evaluations.paid} times; ${record.evaluations.cached} answers were known from earlier
        evaluations, and ${record.evaluations.saved} candidates needed none since constraints ruled them out
        or another keeps the same channels.
      </p>
      <div class="scroll" role="region" tabindex="0" aria-label="Time by step">
        <table id="phase-table">
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">Kind</th>
              <th scope="col" class="number">Time</th>
            </tr>
          </thead>
          <tbody>
            ${record.phases.map(
              ({ step, uses, seconds }) =>
                html`<tr>
                  <th scope="row">${step}</th>
                  <td>${uses}</td>
                  <td class="number">${formatDuration(seconds)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>
    <section id="provenance">
      <h2>Provenance</h2>
      <dl>
        ${fact('Workflow', record.workflowId)} ${fact('Seed', String(record.seed))}
        ${fact('Started', formatInstant(record.startedAt))}
        ${fact('Finished', formatInstant(record.finishedAt))}
        ${record.searches.map(({ step, evolution }) =>
          evolution === undefined ? undefined : fact(`Seed of ${step}`, String(evolution.seed)),
        )}
        ${Object.entries(record.versions).map(([name, version]) => fact(name, version))}
      </dl>
      <details>
        <summary>The pipeline</summary>
        <pre><code>${record.pipeline}</code></pre>
      </details>
    </section>`;
}

/** An ISO 8601 instant as `2026-01-31 12:00:00 UTC`; other text as it is. */
export function formatInstant(instant: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/.exec(instant);
  return parts === null ? instant : `${parts[1]} ${parts[2]} UTC`;
}

function wallSeconds({ startedAt, finishedAt }: RunRecord): number {
  return (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
}

function fact(name: string, value: string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

import { formatMetric, formatMiouChange } from '../../core/metrics/format.js';
import { html, type Markup } from './markup.js';
import type { ClassIous, RunRecord } from './record.js';

interface Column {
  readonly name: string;
  readonly values: ClassIous;
  /** What its changes are against. */
  readonly before?: ClassIous;
}

/** IoU by class of the baseline and of each solution, as far as it is known; nothing where it is not. */
export function classIouSection(record: RunRecord): Markup | undefined {
  const byClasses = new Map<string, RunRecord['solutions'][number][]>();
  for (const solution of record.solutions) {
    if (solution.classIou === undefined) continue;
    const key = JSON.stringify([solution.search, solution.classIou.classes]);
    byClasses.set(key, [...(byClasses.get(key) ?? []), solution]);
  }
  const tables = [...byClasses.values()].flatMap((solutions) => {
    const table = classTable(solutions);
    if (table === undefined) return [];
    return byClasses.size === 1 ? table : [html`<h3>${solutions[0].search}</h3>`, table];
  });
  if (tables.length === 0) return undefined;
  return html`<section id="classes">
    <h2>IoU by class</h2>
    ${tables}
    <p class="note">
      Fine-tuned networks and their change against the baseline, on all of the validation split; without
      fine-tuning, networks as pruned, on the images of the search.
    </p>
  </section>`;
}

function classTable(solutions: readonly RunRecord['solutions'][number][]): Markup | undefined {
  const known = solutions.flatMap(({ classIou }) => classIou ?? []);
  const [{ classes, baseline }] = known;
  const columns: Column[] = [
    ...(baseline === undefined ? [] : [{ name: 'Baseline', values: baseline }]),
    ...solutions.flatMap(({ name, classIou }) => {
      const values = classIou?.finetuned ?? classIou?.pruned;
      return values === undefined ? [] : [{ name, values, before: baseline }];
    }),
  ];
  if (columns.length === 0) return undefined;
  return html`<div class="scroll" role="region" tabindex="0" aria-label="IoU by class">
    <table class="dense class-table">
      <thead>
        <tr>
          <th scope="col">Class</th>
          ${columns.map(({ name }) => html`<th scope="col" class="number">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${classes.map(
          (name, index) =>
            html`<tr data-class="${name}">
              <th scope="row">${name}</th>
              ${columns.map((column) => cell(column, index))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function cell({ values, before }: Column, index: number): Markup {
  const value = values[index] ?? undefined;
  const change =
    before === undefined ? undefined : formatMiouChange(before[index] ?? undefined, value).split(' ')[0];
  return html`<td class="number" data-value="${value ?? ''}">
    ${formatMetric('miou', value)}${
      change === undefined ? undefined : html` <small class="change">${change}</small>`
    }
  </td>`;
}

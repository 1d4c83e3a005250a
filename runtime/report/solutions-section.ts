import { formatGain, formatMetric, formatMiouChange } from '../../core/metrics/format.js';
import { latencyTarget, metricLabel, metricOf } from '../../core/metrics/metrics.js';
import { html, type Markup } from './markup.js';
import { changeNote, costMetrics, gainNote, metricCell, metricHeading } from './metric-cell.js';
import { beforeTuning, type RunRecord, type SolutionRecord } from './record.js';

/** The answer of the run: what each solution gains and loses, then all of it as a table against the baseline. */
export function solutionsSection(record: RunRecord): Markup {
  const { solutions } = record;
  if (solutions.length === 0) {
    return html`<section id="solutions">
      <h2>Solutions</h2>
      <p>${withoutSolutions(record)}</p>
    </section>`;
  }
  const costs = costMetrics(
    solutions.flatMap(({ baseline, pruned }) => Object.keys({ ...baseline, ...pruned })),
    record.searches,
  );
  return html`<section id="solutions">
    <h2>Solutions</h2>
    <div class="cards">${solutions.map((solution) => card(record, solution, costs))}</div>
    <div class="scroll" role="region" tabindex="0" aria-label="Solutions">
      <table id="solution-table">
        <thead>
          <tr>
            <th scope="col">Network</th>
            <th scope="col" class="number">mIoU, pruned</th>
            <th scope="col" class="number">mIoU, fine-tuned</th>
            ${costs.map(metricHeading)}
          </tr>
        </thead>
        <tbody>
          ${baselineRows(record, costs)} ${solutions.map((solution) => solutionRow(solution, costs))}
        </tbody>
      </table>
    </div>
    <p class="note">
      Gains are how many times less than the baseline; points are of a hundred of mIoU. Pruned networks are
      judged on the images of the search, fine-tuned ones on all of the validation split; the baseline on
      both.
    </p>
  </section>`;
}

function withoutSolutions({ searches, state }: RunRecord): string {
  if (state === 'running') return 'None yet: the run goes on.';
  return searches.length === 0
    ? 'This run has no search.'
    : 'No solution was selected in this run. The fronts of its searches are below.';
}

function card(record: RunRecord, solution: SolutionRecord, costs: readonly string[]): Markup {
  const search = record.searches.find(({ step }) => step === solution.search);
  const objectives = search?.objectives.map(({ metric }) => metric) ?? [];
  const cost = [...objectives, ...costs].find((metric) => costs.includes(metric));
  const { baseline, pruned } = solution;
  const final = { ...pruned, ...solution.finetuned };
  const before = solution.finetuned === undefined ? baseline : beforeTuning(solution);
  return html`<div class="card">
    <h3>${solution.name}</h3>
    ${
      cost === undefined
        ? undefined
        : html`<p>
            <b>${formatGain(metricOf(baseline, cost), metricOf(final, cost))}</b> less ${costName(cost)}
          </p>`
    }
    <p>
      <b>${formatMetric('miou', metricOf(final, 'miou'))}</b> mIoU,
      ${formatMiouChange(metricOf(before, 'miou'), metricOf(final, 'miou'))}
      ${solution.finetuned === undefined ? 'before fine-tuning' : undefined}
    </p>
  </div>`;
}

function costName(metric: string): string {
  const target = latencyTarget(metric);
  return target === undefined
    ? metricLabel(metric).replace(/^[A-Z](?=[a-z])/, (c) => c.toLowerCase())
    : `latency on ${target}`;
}

/** One row for each distinct baseline: solutions of one search share theirs. */
function baselineRows({ solutions }: RunRecord, costs: readonly string[]): Markup[] {
  const distinct = new Map(
    solutions.map((solution) => {
      const { baseline, unpruned } = solution;
      const shown = [baseline.miou, unpruned?.miou, ...costs.map((metric) => baseline[metric])];
      return [JSON.stringify(shown), solution];
    }),
  );
  return [...distinct.values()].map(
    ({ baseline, unpruned }) =>
      html`<tr class="baseline">
        <th scope="row">Baseline</th>
        ${metricCell('miou', baseline)} ${metricCell('miou', unpruned ?? baseline)}
        ${costs.map((metric) => metricCell(metric, baseline))}
      </tr>`,
  );
}

function solutionRow(solution: SolutionRecord, costs: readonly string[]): Markup {
  const { baseline, pruned, finetuned } = solution;
  const final = { ...pruned, ...finetuned };
  return html`<tr data-solution="${solution.name}">
    <th scope="row">${solution.name}</th>
    ${metricCell('miou', pruned, changeNote(baseline, pruned))}
    ${metricCell('miou', finetuned, changeNote(beforeTuning(solution), finetuned))}
    ${costs.map((metric) => metricCell(metric, final, gainNote(metric, baseline, final)))}
  </tr>`;
}

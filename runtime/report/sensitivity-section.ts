import { formatMetric } from '../../core/metrics/format.js';
import { formatRatio } from '../../core/metrics/sensitivity-table.js';
import { lossOf, prunedShare, type SensitivityPoint } from '../../core/network/sensitivity.js';
import { html, type Markup } from './markup.js';
import type { SensitivityRecord } from './record.js';
import { sensitivityFigure } from './sensitivity-figure.js';

/** One sensitivity step: its figure, and all that it measured. */
export function sensitivitySection(record: SensitivityRecord, index: number): Markup {
  const id = `sensitivity${index}`;
  return html`<section id="${id}">
    <h2>Sensitivity <q>${record.step}</q></h2>
    <p>
      Each channel group pruned alone, all others whole, channels ranked by <code>${record.ranking}</code>.
      The whole network, judged in the same way, has
      <strong>${formatMetric('miou', record.baseline)}</strong> mIoU; a group may cost ${record.maxLoss}
      points.
    </p>
    ${sensitivityFigure(record, `${id}-figure`)}
    <h3>mIoU by pruning ratio</h3>
    <div class="scroll" role="region" tabindex="0" aria-label="mIoU by pruning ratio">
      <table id="${id}-table" class="dense">
        <thead>
          <tr>
            <th scope="col">Channel group</th>
            <th scope="col" class="number">of</th>
            ${record.ratios.map((ratio) => html`<th scope="col" class="number">${formatRatio(ratio)}</th>`)}
            <th scope="col" class="number">May go</th>
          </tr>
        </thead>
        <tbody>
          ${record.groups.map((group) => row(record, group))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function row({ baseline, ratios }: SensitivityRecord, group: SensitivityRecord['groups'][number]): Markup {
  return html`<tr data-group="${group.id}">
    <th scope="row">${group.id}</th>
    <td class="number">${group.channels}</td>
    ${ratios.map((ratio) =>
      cell(
        baseline,
        group.channels,
        group.points.find((point) => point.ratio === ratio),
      ),
    )}
    <td class="number">${formatRatio(1 - group.minRatio)}</td>
  </tr>`;
}

/** The redder the more it costs: all that the network has at the most. */
function cell(baseline: number, channels: number, point: SensitivityPoint | undefined): Markup {
  if (point === undefined) return html`<td></td>`;
  const loss = lossOf(baseline, point);
  if (loss === undefined) return html`<td class="number" title="${point.reason ?? ''}">failed</td>`;
  const share = Math.round(Math.min(100, Math.max(0, loss / baseline)));
  const kept = `${point.kept} of ${channels} channels, ${formatRatio(prunedShare({ channels }, point))} pruned`;
  return html`<td
    class="number heat"
    style="--loss:${share}%"
    title="${kept}"
    data-ratio="${point.ratio}"
    data-value="${point.miou ?? ''}"
  >
    ${formatMetric('miou', point.miou)}
  </td>`;
}

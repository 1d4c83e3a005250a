import { spread } from '../../core/metrics/front-table.js';
import { html, type Markup } from './markup.js';
import { candidatesOf, type GroupRecord, keptChannels, type RunRecord, type SearchRecord } from './record.js';

interface Column {
  readonly name: string;
  readonly kept: Readonly<Record<string, number>>;
}

/**
 * Channels kept by group, a bar and a number a cell: of the solutions, or where none was selected, of three candidates
 * spread over the final front.
 */
export function channelsTable(record: RunRecord, search: SearchRecord): Markup {
  const columns = columnsOf(record, search);
  if (columns.length === 0) return html``;
  return html`<h3>Channels kept</h3>
    <div class="scroll" role="region" tabindex="0" aria-label="Channels kept">
      <table class="channels">
        <thead>
          <tr>
            <th scope="col">Channel group</th>
            <th scope="col" class="number">of</th>
            ${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${search.groups.map((group) => row(group, columns))}
        </tbody>
      </table>
    </div>`;
}

function columnsOf(record: RunRecord, search: SearchRecord): Column[] {
  const solutions = record.solutions.filter((solution) => solution.search === search.step);
  if (solutions.length > 0) return solutions.map(({ name, kept }) => ({ name, kept }));
  return spread(candidatesOf(search, search.front), 3).map(({ id, genome }) => ({
    name: `Candidate ${id}`,
    kept: keptChannels(search.groups, genome),
  }));
}

function row(group: GroupRecord, columns: readonly Column[]): Markup {
  return html`<tr>
    <th scope="row">${group.id}</th>
    <td class="number">${group.channels}</td>
    ${columns.map(({ kept }) => {
      const channels = kept[group.id] ?? group.channels;
      const percent = ((100 * channels) / group.channels).toFixed(1);
      return html`<td class="bar" data-kept="${channels}">
        <span style="--share:${percent}%">${channels}</span>
      </td>`;
    })}
  </tr>`;
}

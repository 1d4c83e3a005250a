import { spread } from '../../core/metrics/front-table.js';
import { axes, type Format, FORMATS } from './axes.js';
import { drawChart } from './chart.js';
import { line } from './front-layers.js';
import { html, type Markup } from './markup.js';
import { SERIES } from './measured-figure.js';
import { candidatesOf, keptChannels, type RunRecord, type SearchRecord } from './record.js';

/** A network that a search found. */
interface Found {
  readonly name: string;
  readonly kept: Readonly<Record<string, number>>;
}

/**
 * How much of each channel group searches of the same groups prune, over each other: of each search the first solution, or
 * where none was selected the middle of its front. As the paper's Figure 3 compares searches on operations and on
 * latency.
 */
export function ratiosFigure(
  record: RunRecord,
  searches: readonly SearchRecord[],
  id: string,
): Markup | undefined {
  const [{ groups }] = searches;
  const names = JSON.stringify(groups.map((group) => group.id));
  const found = searches
    .filter((search) => JSON.stringify(search.groups.map((group) => group.id)) === names)
    .flatMap((search) => foundBy(record, search) ?? []);
  if (found.length < 2) return undefined;
  const label = 'Pruning ratio by channel group';
  const share = ({ kept }: Found, index: number): number => {
    const { id: group, channels } = groups[index];
    return 100 * (1 - (kept[group] ?? channels) / channels);
  };
  const titles = found.map((each) =>
    groups.map((group, index) => {
      const kept = each.kept[group.id] ?? group.channels;
      return `${each.name}, ${group.id}: ${share(each, index).toFixed(1)} % pruned, ${kept} of ${group.channels} channels`;
    }),
  );
  const draw = (format: Format) => {
    const size = format === 'wide' ? { width: 760, height: 280 } : { width: 340, height: 240 };
    const option = {
      ...axes('Channel groups, in the order of the network', 'Pruning ratio (%)', [1, groups.length]),
      series: found.map((each, index) => ({
        ...line(SERIES[index % SERIES.length], 5, 1.5),
        data: groups.map((_, place) => [place + 1, share(each, place)]),
      })),
    };
    return html`<div class="${format}">${drawChart(`${id}-${format}`, label, size, option, titles)}</div>`;
  };
  return html`<figure>
    ${FORMATS.map(draw)}
    <figcaption>
      <strong>${label}.</strong>
      ${found.map(
        ({ name }, index) =>
          html`<span class="key"
            ><i class="swatch stroke" style="border-top: 3px solid ${SERIES[index % SERIES.length]}"></i
            >${name}</span
          >`,
      )}
    </figcaption>
  </figure>`;
}

function foundBy({ solutions }: RunRecord, search: SearchRecord): Found | undefined {
  const solution = solutions.find((each) => each.search === search.step);
  if (solution !== undefined) return solution;
  const middle = spread(candidatesOf(search, search.front), 3).at(1);
  if (middle === undefined) return undefined;
  return {
    name: `${search.step}, candidate ${middle.id}`,
    kept: keptChannels(search.groups, middle.genome),
  };
}

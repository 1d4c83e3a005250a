import { formatMetric } from '../../core/metrics/format.js';
import { latencyMetric, metricLabel } from '../../core/metrics/metrics.js';
import type { Bound } from '../../core/hardware/estimate.js';
import { type Format, FORMATS } from './axes.js';
import { drawChart } from './chart.js';
import { html, type Markup } from './markup.js';
import { roundRange } from './round-range.js';
import type { LayerRecord, LayersRecord, RunRecord } from './record.js';

const BOUNDS: readonly { readonly bound: Bound; readonly colour: string; readonly says: string }[] = [
  { bound: 'compute', colour: 'var(--series1)', says: 'compute' },
  { bound: 'memory', colour: 'var(--series2)', says: 'external memory' },
  { bound: 'window-load', colour: 'var(--series3)', says: 'loading of input windows' },
  { bound: 'launch', colour: 'var(--series4)', says: 'launching' },
  { bound: 'measured', colour: 'var(--quiet)', says: 'known from measured latencies' },
];
/** Milliseconds of any target. */
const LATENCY = latencyMetric('');
const FONT = { fontFamily: 'system-ui, sans-serif', fontSize: 12, color: 'var(--quiet)' };

/** What limits each layer on each modelled target: of the network before pruning, and of solutions. */
export function layersSection(record: RunRecord): Markup | undefined {
  const all = record.layers ?? [];
  const groups = new Map<string, LayersRecord[]>();
  for (const each of all) {
    const key = JSON.stringify([each.search, each.target]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  if (groups.size === 0) return undefined;
  const parts = [...groups.values()].map((group, index) => layersOfTarget(group, `layers${index}`));
  return html`<section id="layers">
    <h2>What limits the layers</h2>
    ${parts}
  </section>`;
}

function layersOfTarget(networks: readonly LayersRecord[], id: string): Markup {
  const [{ target }] = networks;
  const label = `${metricLabel(latencyMetric(target))} by layer, by what limits it`;
  const times = networks.flatMap(({ layers }) => layers.map(({ latencyMs }) => latencyMs));
  const [, highest] = roundRange([0, ...times]);
  const met = BOUNDS.filter(({ bound }) =>
    networks.some(({ layers }) => layers.some((layer) => layer.bound === bound)),
  );
  return html`<figure>
      ${FORMATS.map((format) => bars(networks, format, highest, label, `${id}-${format}`))}
      <figcaption>
        <strong>${label}.</strong>
        ${met.map(
          ({ colour, says }) =>
            html`<span class="key"><i class="swatch" style="background:${colour}"></i>${says}</span>`,
        )}
      </figcaption>
    </figure>
    <details>
      <summary>The layers on ${target}, in numbers</summary>
      ${table(networks, `${id}-table`)}
    </details>`;
}

/** A row of bars a network, layers in the order in which they run, all on the same scale. */
function bars(
  networks: readonly LayersRecord[],
  format: Format,
  highest: number,
  label: string,
  id: string,
): Markup {
  const width = format === 'wide' ? 760 : 340;
  const [top, height, gap] = [28, format === 'wide' ? 96 : 80, 34];
  const size = { width, height: networks.length * (height + gap) + 20 };
  const places = networks.map((_, index) => ({ top: top + index * (height + gap), height }));
  const line = { show: true, lineStyle: { color: 'var(--line)' } };
  const option = {
    title: networks.map(({ network, layers }, index) => ({
      text: `${network}: ${formatMetric(LATENCY, sum(layers))}`,
      left: 52,
      top: places[index].top - 24,
      textStyle: { ...FONT, color: 'var(--ink)', fontWeight: 'bold' as const },
    })),
    grid: places.map((place) => ({ ...place, left: 56, right: 8 })),
    xAxis: networks.map(({ layers }, gridIndex) => ({
      type: 'category' as const,
      gridIndex,
      data: layers.map(({ name }) => name),
      axisLine: line,
      axisTick: { show: false },
      axisLabel: { show: false },
      ...(gridIndex === networks.length - 1
        ? {
            name: 'Layers, in the order in which they run',
            nameLocation: 'middle' as const,
            nameGap: 10,
            nameTextStyle: { ...FONT, color: 'var(--ink)' },
          }
        : {}),
    })),
    yAxis: networks.map((_, gridIndex) => ({
      type: 'value' as const,
      gridIndex,
      min: 0,
      max: highest,
      splitNumber: 2,
      axisLine: line,
      splitLine: { lineStyle: { color: 'var(--grid)' } },
      axisLabel: { ...FONT, formatter: (value: number) => String(Number(value.toPrecision(2))) },
      ...(gridIndex === 0
        ? {
            name: 'ms',
            nameGap: 8,
            nameTextStyle: { ...FONT, align: 'right' as const, padding: [0, 8, 0, 0] },
          }
        : {}),
    })),
    series: networks.map(({ layers }, index) => ({
      type: 'bar' as const,
      xAxisIndex: index,
      yAxisIndex: index,
      barCategoryGap: '20%',
      data: layers.map(({ latencyMs, bound }) => ({
        value: latencyMs,
        itemStyle: { color: BOUNDS.find((each) => each.bound === bound)?.colour },
      })),
    })),
  };
  const titles = networks.map(({ network, layers }) =>
    layers.map((layer) => `${network}, ${layer.name}: ${saying(layer)}`),
  );
  return html`<div class="${format}">${drawChart(id, label, size, option, titles)}</div>`;
}

function table(networks: readonly LayersRecord[], id: string): Markup {
  const names = [...new Set(networks.flatMap(({ layers }) => layers.map(({ name }) => name)))];
  const columns = networks.map(({ network, layers }) => ({
    network,
    byName: new Map(layers.map((layer) => [layer.name, layer])),
  }));
  return html`<div class="scroll" role="region" tabindex="0" aria-label="What limits the layers">
    <table id="${id}" class="dense">
      <thead>
        <tr>
          <th scope="col">Layer</th>
          ${columns.map(
            ({ network }) =>
              html`<th scope="col" class="number">${network}</th>
                <th scope="col">limited by</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${names.map(
          (name) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${columns.map(({ byName }) => layerCells(byName.get(name)))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function layerCells(layer: LayerRecord | undefined): Markup {
  if (layer === undefined) {
    return html`<td></td>
      <td></td>`;
  }
  return html`<td class="number" data-value="${layer.latencyMs}">
      ${formatMetric(LATENCY, layer.latencyMs)}
    </td>
    <td>${saysOf(layer.bound)}</td>`;
}

function saying(layer: LayerRecord): string {
  const used =
    layer.utilisation === undefined ? '' : `, ${(100 * layer.utilisation).toFixed(0)} % of the units busy`;
  const cycles = layer.cycles === undefined ? '' : `, ${layer.cycles} cycles`;
  return `${formatMetric(LATENCY, layer.latencyMs)}${cycles}, limited by ${saysOf(layer.bound)}${used}`;
}

function saysOf(bound: Bound): string {
  return BOUNDS.find((each) => each.bound === bound)?.says ?? bound;
}

function sum(layers: readonly LayerRecord[]): number {
  return layers.reduce((total, { latencyMs }) => total + latencyMs, 0);
}

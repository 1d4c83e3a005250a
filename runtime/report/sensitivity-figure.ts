import type { EChartsOption } from 'echarts';
import { formatMetric } from '../../core/metrics/format.js';
import { formatRatio } from '../../core/metrics/sensitivity-table.js';
import { lossOf, prunedShare } from '../../core/network/sensitivity.js';
import { type Format, FORMATS } from './axes.js';
import { drawChart } from './chart.js';
import { html, type Markup } from './markup.js';
import type { SensitivityRecord } from './record.js';

type Group = SensitivityRecord['groups'][number];

/** Where panels lie, in pixels. */
interface Layout {
  readonly width: number;
  readonly columns: number;
  readonly panel: { readonly width: number; readonly height: number };
  /** Letters of a group's name that fit. */
  readonly letters: number;
}

const LEFT = 40;
const TOP = 28;
const GAP = 14;
const BOTTOM = 42;
const LAYOUTS: Readonly<Record<Format, Layout>> = {
  wide: { width: 760, columns: 4, panel: { width: 163, height: 74 }, letters: 26 },
  narrow: { width: 340, columns: 2, panel: { width: 134, height: 66 }, letters: 20 },
};
const FONT = { fontFamily: 'system-ui, sans-serif', fontSize: 11, color: 'var(--quiet)' };

/**
 * mIoU against pruning ratio, a small panel a group, all on the same axes: what costs no more than allowed is green, what
 * costs more is red; the dashed line is the mIoU that is allowed.
 */
export function sensitivityFigure(record: SensitivityRecord, id: string): Markup {
  const label = 'mIoU against pruning ratio, by channel group';
  const titles = record.groups.map((group) =>
    pointsOf(record, group).map(({ share, miou, kept }) => {
      const channels = `${kept} of ${group.channels} channels`;
      return `${group.id}, ${formatRatio(share)} pruned, ${channels}: mIoU ${formatMetric('miou', miou)}`;
    }),
  );
  const draw = (format: Format) => {
    const { width, columns, panel } = LAYOUTS[format];
    const rows = Math.ceil(record.groups.length / columns);
    const size = { width, height: rows * (TOP + panel.height) + BOTTOM };
    const option = panels(record, LAYOUTS[format]);
    return html`<div class="${format}">${drawChart(`${id}-${format}`, label, size, option, titles)}</div>`;
  };
  return html`<figure>
    ${FORMATS.map(draw)}
    <figcaption>
      <strong>${label}, in %.</strong>
      <span class="key"><i class="swatch within"></i>costs ${record.maxLoss} points or less</span>
      <span class="key"><i class="swatch beyond"></i>costs more</span>
      <span class="key"><i class="swatch baseline"></i>the least that is allowed</span>
    </figcaption>
  </figure>`;
}

function panels(record: SensitivityRecord, { columns, panel, letters }: Layout): EChartsOption {
  const places = record.groups.map((_, index) => {
    const row = Math.floor(index / columns);
    const left = LEFT + (index % columns) * (panel.width + GAP);
    return { left, top: TOP + row * (TOP + panel.height), first: index % columns === 0 };
  });
  const bottom = (index: number) => index + columns >= record.groups.length;
  const line = { show: true, lineStyle: { color: 'var(--line)' } };
  const top = Math.max(record.baseline, ...record.groups.flatMap(mious));
  return {
    title: record.groups.map((group, index) => ({
      text: shortened(group.id, letters),
      left: places[index].left - 4,
      top: places[index].top - 22,
      textStyle: { ...FONT, color: 'var(--ink)', fontWeight: 'normal' },
    })),
    grid: places.map(({ left, top }) => ({ left, top, ...panel })),
    xAxis: places.map((_, index) => ({
      type: 'value',
      gridIndex: index,
      min: 0,
      max: 100,
      interval: 25,
      axisLine: line,
      axisTick: { show: false },
      splitLine: { lineStyle: { color: 'var(--grid)' } },
      axisLabel: { ...FONT, show: bottom(index), showMaxLabel: false },
      ...(bottom(index) && places[index].first
        ? { name: 'Pruning ratio (%)', nameLocation: 'start', nameGap: 0 }
        : {}),
      nameTextStyle: { ...FONT, align: 'left', verticalAlign: 'top', padding: [24, 0, 0, 0] },
    })),
    yAxis: places.map(({ first }, index) => ({
      type: 'value',
      gridIndex: index,
      min: 0,
      max: 20 * Math.max(1, Math.ceil((100 * top) / 20)),
      splitNumber: 2,
      axisLine: line,
      axisTick: { show: false },
      splitLine: { lineStyle: { color: 'var(--grid)' } },
      axisLabel: { ...FONT, show: first },
    })),
    series: record.groups.map((group, index) => ({
      type: 'line',
      xAxisIndex: index,
      yAxisIndex: index,
      symbol: 'circle',
      symbolSize: 5.5,
      showAllSymbol: true,
      lineStyle: { color: 'var(--quiet)', width: 1.2, opacity: 1 },
      data: pointsOf(record, group).map(({ share, miou, within }) => ({
        value: [100 * share, 100 * miou],
        itemStyle: { color: within ? 'var(--tuned)' : 'var(--final)', opacity: 1, borderWidth: 0 },
      })),
      markLine: {
        silent: true,
        symbol: 'none',
        label: { show: false },
        lineStyle: { color: 'var(--ink)', type: [4, 3], width: 1 },
        data: [{ yAxis: Math.max(0, 100 * record.baseline - record.maxLoss) }],
      },
    })),
  };
}

/** The whole network, then what was measured. */
function pointsOf({ baseline, maxLoss }: SensitivityRecord, group: Group) {
  const whole = { share: 0, miou: baseline, kept: group.channels, within: true };
  const measured = group.points.flatMap((point) => {
    const loss = lossOf(baseline, point);
    if (point.miou === undefined || loss === undefined) return [];
    const share = prunedShare(group, point);
    return [{ share, miou: point.miou, kept: point.kept, within: loss <= maxLoss + 1e-9 }];
  });
  return [whole, ...measured];
}

function mious({ points }: Group): readonly number[] {
  return points.flatMap(({ miou }) => miou ?? []);
}

/** The end of a name tells layers apart. */
function shortened(name: string, letters: number): string {
  return name.length <= letters ? name : `…${name.slice(1 - letters)}`;
}

import type { EChartsOption } from 'echarts';
import type { Format } from './axes.js';

/** How many panels stand in a row, and how large the part of each is that is drawn on, in pixels. */
export interface PanelLayout {
  readonly width: number;
  readonly columns: number;
  readonly panel: { readonly width: number; readonly height: number };
  /** Letters of a title that fit. */
  readonly letters: number;
}

export interface Panel {
  readonly title: string;
  readonly series: readonly object[];
}

/** What the axes of all panels are. */
export interface PanelAxes {
  readonly x: string;
  readonly y: string;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
}

const LEFT = 56;
const TOP = 30;
const GAP = 18;
const BOTTOM = 46;
const LAYOUTS: Readonly<Record<Format, PanelLayout>> = {
  wide: { width: 760, columns: 2, panel: { width: 340, height: 210 }, letters: 44 },
  narrow: { width: 340, columns: 1, panel: { width: 270, height: 180 }, letters: 34 },
};
const FONT = { fontFamily: 'system-ui, sans-serif', fontSize: 12, color: 'var(--quiet)' };

/** Small multiples: panels on the same axes, row by row. */
export function panelChart(
  format: Format,
  panels: readonly Panel[],
  { x, y, xRange, yRange }: PanelAxes,
): { readonly size: { width: number; height: number }; readonly option: EChartsOption } {
  const { width, columns, panel, letters } = LAYOUTS[format];
  const rows = Math.ceil(panels.length / columns);
  const places = panels.map((_, index) => ({
    left: LEFT + (index % columns) * (panel.width + GAP),
    top: TOP + Math.floor(index / columns) * (TOP + panel.height),
    isFirst: index % columns === 0,
    isLast: index + columns >= panels.length,
  }));
  const line = { show: true, lineStyle: { color: 'var(--line)' } };
  const shared = {
    type: 'value' as const,
    axisLine: line,
    axisTick: { show: false },
    splitLine: { lineStyle: { color: 'var(--grid)' } },
    nameLocation: 'middle' as const,
    nameTextStyle: { ...FONT, color: 'var(--ink)' },
  };
  return {
    size: { width, height: rows * (TOP + panel.height) + BOTTOM },
    option: {
      title: panels.map(({ title }, index) => ({
        text: shortened(title, letters),
        left: places[index].left - 4,
        top: places[index].top - 24,
        textStyle: { ...FONT, color: 'var(--ink)', fontWeight: 'bold' as const },
      })),
      grid: places.map(({ left, top }) => ({ left, top, ...panel })),
      xAxis: places.map(({ isLast }, gridIndex) => ({
        ...shared,
        gridIndex,
        min: xRange[0],
        max: xRange[1],
        splitNumber: 4,
        axisLabel: { ...FONT, show: isLast, hideOverlap: true },
        ...(isLast ? { name: x, nameGap: 26 } : {}),
      })),
      yAxis: places.map(({ isFirst }, gridIndex) => ({
        ...shared,
        gridIndex,
        min: yRange[0],
        max: yRange[1],
        axisLabel: { ...FONT, show: isFirst },
        ...(isFirst ? { name: y, nameGap: 40 } : {}),
      })),
      series: panels.flatMap(({ series }, index) =>
        series.map((each) => ({ ...each, xAxisIndex: index, yAxisIndex: index })),
      ),
    },
  };
}

/** The end of a name tells apart what begins alike. */
function shortened(name: string, letters: number): string {
  return name.length <= letters ? name : `…${name.slice(1 - letters)}`;
}

import type { EChartsOption } from 'echarts';

const FONT = { fontFamily: 'system-ui, sans-serif', fontSize: 12, color: 'var(--quiet)' };

/** Drawn twice: a wide drawing, and a narrow one that a phone shows instead so that its text stays readable. */
export type Format = 'wide' | 'narrow';

export const FORMATS: readonly Format[] = ['wide', 'narrow'];

/** Two value axes with their labels, in the page's colours. `steps` are the ends of an x axis that counts whole steps. */
export function axes(x: string, y: string, steps?: readonly (number | undefined)[]): EChartsOption {
  const line = { lineStyle: { color: 'var(--line)' } };
  const shared = {
    type: 'value' as const,
    scale: true,
    axisLine: { show: true, ...line },
    axisTick: { show: true, ...line },
    splitLine: { show: true, lineStyle: { color: 'var(--grid)' } },
    axisLabel: { ...FONT, hideOverlap: true },
    nameTextStyle: { ...FONT, color: 'var(--ink)' },
    nameLocation: 'middle' as const,
  };
  return {
    grid: { left: 62, right: 20, top: 18, bottom: 50, containLabel: false },
    xAxis: {
      ...shared,
      name: x,
      nameGap: 30,
      ...(steps === undefined ? {} : { minInterval: 1, min: steps[0], max: steps[1] }),
    },
    yAxis: { ...shared, name: y, nameGap: 46 },
  };
}

import { axes, type Format, FORMATS } from './axes.js';
import { drawChart } from './chart.js';
import { html, type Markup } from './markup.js';
import type { SearchRecord } from './record.js';

/** The hypervolume of the front after each generation: how the search converged. */
export function hypervolumeFigure(search: SearchRecord, id: string): Markup {
  const points = search.generations.map(({ generation, hypervolume }) => [generation, hypervolume]);
  const titles = points.map(([generation, value]) => `Generation ${generation}: ${value.toPrecision(4)}`);
  const draw = (format: Format) => {
    const size = format === 'wide' ? { width: 760, height: 260 } : { width: 340, height: 220 };
    const option = {
      ...axes('Generation', 'Hypervolume', [points[0]?.[0], points.at(-1)?.[0]]),
      series: [
        {
          type: 'line' as const,
          data: points,
          symbol: 'circle',
          symbolSize: 6,
          showAllSymbol: true,
          itemStyle: { color: 'var(--accent)', borderWidth: 0 },
          lineStyle: { color: 'var(--accent)', width: 2 },
        },
      ],
    };
    const drawing = drawChart(`${id}-hypervolume-${format}`, 'Hypervolume by generation', size, option, [
      titles,
    ]);
    return html`<div class="${format}">${drawing}</div>`;
  };
  return html`<figure>
    ${FORMATS.map(draw)}
    <figcaption><strong>Hypervolume by generation.</strong> It grows while the front moves.</figcaption>
  </figure>`;
}

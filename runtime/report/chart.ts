import * as echarts from 'echarts';
import { escapeHtml, Markup } from './markup.js';

export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** Titles of points: `titles[series][point]`. */
export type Titles = readonly (readonly string[])[];

/**
 * Draws a chart to inline SVG. Colours may be CSS variables of the page, which is how one drawing serves light and dark.
 * `id` is unique in the page, because the drawing's own ids are named after it; `label` is read out in its place.
 */
export function drawChart(
  id: string,
  label: string,
  size: ChartSize,
  option: echarts.EChartsOption,
  titles: Titles = [],
): Markup {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, backgroundColor: 'transparent', ...option });
    return new Markup(finish(chart.renderToSVGString(), id, label, titles));
  } finally {
    chart.dispose();
  }
}

function finish(svg: string, id: string, label: string, titles: Titles): string {
  return (
    svg
      // Hover styles of a live chart; their class names would collide between drawings.
      .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
      .replace(/ class="zr\d+-cls-\d+"/g, '')
      .replace(/\bzr\d+-/g, `${id}-`)
      .replace(/<(path|circle|rect)\b([^>]*)><\/\1>/g, (_shape, tag: string, attributes: string) => {
        const title = titleOf(attributes, titles);
        const plain = attributes.replace(/ ecmeta_\w+="[^"]*"/g, '');
        return title === undefined
          ? `<${tag}${plain}></${tag}>`
          : `<${tag}${plain} class="point"><title>${escapeHtml(title)}</title></${tag}>`;
      })
      .replace(/ ecmeta_\w+="[^"]*"/g, '')
      .replace('<svg ', `<svg role="img" aria-label="${escapeHtml(label)}" `)
  );
}

function titleOf(attributes: string, titles: Titles): string | undefined {
  const series = /ecmeta_series_index="(\d+)"/.exec(attributes);
  const point = /ecmeta_data_index="(\d+)"/.exec(attributes);
  if (series === null || point === null) return undefined;
  return titles[Number(series[1])]?.[Number(point[1])];
}

import { formatCount } from '../../core/metrics/format.js';
import { chainLayers } from '../../core/network/chains.js';
import type { NetworkDescription } from '../../core/network/description.js';
import type { Network } from '../../core/network/layer.js';
import type { GroupId } from '../../core/network/plan.js';
import { html, type Markup } from '../report/markup.js';
import { drawBox, FONTS, type NetworkBox, networkBox, rounded } from './box.js';
import { type GroupLook, groupLooks, MIXED, patternDefinitions } from './colours.js';
import { type Edge, layOut, type Point } from './layout.js';
import { drawLegend } from './legend.js';
import { textWidth, xmlText } from './text.js';

const MARGIN = 24;
const TITLE_HEIGHT = 64;
const LEAST_LEGEND_HEIGHT = 420;
const KEY = 'A thick border: makes channels of its group. Grey and hatched: cannot be pruned.';

const STYLE = `
text { font-family: system-ui, 'Segoe UI', 'Open Sans', 'DejaVu Sans', sans-serif; fill: #1b2026; }
.title { font-size: 18px; font-weight: 600; }
.name { font-size: 12px; font-weight: 600; }
.steps { font-size: 11px; }
.shape { font-size: 11px; text-anchor: end; }
.number { font-size: 10px; font-weight: 600; text-anchor: middle; }
`;

/**
 * The layer graph as an SVG file that needs nothing else: a box a chain of layers, from top to bottom, in the colour of
 * the channel group that its output belongs to, thick where it makes channels of that group; and a legend.
 */
export async function drawNetwork(
  title: string,
  network: Network,
  description: NetworkDescription,
): Promise<string> {
  const { groups, totals, layers } = description;
  const looks = groupLooks(groups);
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const makers = new Set(groups.flatMap(({ members }) => members.map(({ layer }) => layer)));
  const boxes = chainLayers(network).map((chain) => networkBox(chain, byName, makers));
  const graph = await layOut(boxes);
  const legend = drawLegend(groups, looks, Math.max(graph.height, LEAST_LEGEND_HEIGHT));
  const summary = `${formatCount(totals.macs)} MACs, ${formatCount(totals.params)} parameters, ${layers.length} layers, ${groups.length} channel groups. ${KEY}`;
  const name = xmlText(title);
  const width = Math.max(
    legend.width + graph.width + 3 * MARGIN,
    textWidth(name, FONTS.title) + 2 * MARGIN,
    textWidth(summary, FONTS.steps) + 2 * MARGIN,
  );
  const height = TITLE_HEIGHT + Math.max(graph.height, legend.height) + 2 * MARGIN;
  return html`<svg
    xmlns="http://www.w3.org/2000/svg"
    width="${Math.ceil(width)}"
    height="${Math.ceil(height)}"
    viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}"
    role="img"
  >
    <title>${name}</title>
    <style>
      ${STYLE}
    </style>
    <defs>${patternDefinitions()}${arrowHeads(looks)}</defs>
    <rect width="100%" height="100%" fill="#ffffff" />
    <text x="${MARGIN}" y="${MARGIN + 14}" class="title">${name}</text>
    <text x="${MARGIN}" y="${MARGIN + 34}" class="steps">${summary}</text>
    <g transform="translate(${MARGIN} ${MARGIN + TITLE_HEIGHT})">${legend.markup}</g>
    <g transform="translate(${legend.width + 2 * MARGIN} ${MARGIN + TITLE_HEIGHT})">
      ${graph.edges.map((edge) => drawEdge(edge, boxes, looks))}
      ${boxes.map((box, index) => drawBox(box, graph.centres[index], looks))}
    </g>
  </svg> `.text;
}

/** In the colour of the channels that it brings, and thick where several connections come together. */
function drawEdge(edge: Edge, boxes: readonly NetworkBox[], looks: ReadonlyMap<GroupId, GroupLook>): Markup {
  const [start, ...rest] = edge.points;
  const line = lineOf(boxes[edge.from], looks);
  return html`<path
    d="M${place(start)}C${rest.map(place).join(' ')}"
    fill="none"
    stroke="${line}"
    stroke-width="${boxes[edge.to].inputs.length > 1 ? 2.4 : 1.4}"
    marker-end="url(#${arrowId(line)})"
  />`;
}

function lineOf({ groups }: NetworkBox, looks: ReadonlyMap<GroupId, GroupLook>): string {
  const look = groups.length === 1 ? looks.get(groups[0]) : undefined;
  return look?.line ?? MIXED.line;
}

function arrowHeads(looks: ReadonlyMap<GroupId, GroupLook>): readonly Markup[] {
  const lines = new Set([MIXED.line, ...[...looks.values()].map(({ line }) => line)]);
  return [...lines].map(
    (line) =>
      html`<marker
        id="${arrowId(line)}"
        viewBox="0 0 8 8"
        refX="7.5"
        refY="4"
        markerWidth="8"
        markerHeight="8"
        markerUnits="userSpaceOnUse"
        orient="auto"
      >
        <path d="M0 0.5L8 4L0 7.5z" fill="${line}" />
      </marker>`,
  );
}

function arrowId(line: string): string {
  return `arrow-${line.slice(1)}`;
}

function place({ x, y }: Point): string {
  return `${rounded(x)},${rounded(y)}`;
}

import type { ChannelGroup } from '../../core/network/groups.js';
import type { GroupId } from '../../core/network/plan.js';
import { html, type Markup } from '../report/markup.js';
import { CHIP_WIDTH, drawChip, FONTS, rounded } from './box.js';
import type { GroupLook } from './colours.js';
import { fitted, xmlText } from './text.js';

/** A drawn legend with its size in pixels. */
export interface Legend {
  readonly markup: Markup;
  readonly width: number;
  readonly height: number;
}

const ROW_HEIGHT = 34;
const COLUMN_WIDTH = 330;
const TEXT_WIDTH = COLUMN_WIDTH - CHIP_WIDTH - 30;

/** One entry a group, in as many columns as keep the legend within `height` pixels. */
export function drawLegend(
  groups: readonly ChannelGroup[],
  looks: ReadonlyMap<GroupId, GroupLook>,
  height: number,
): Legend {
  const rows = Math.max(1, Math.min(groups.length, Math.floor(height / ROW_HEIGHT)));
  const columns = Math.ceil(groups.length / rows);
  const entries = groups.map((group, index) => {
    const look = looks.get(group.id);
    if (look === undefined) return undefined;
    return drawEntry(group, look, Math.floor(index / rows) * COLUMN_WIDTH, (index % rows) * ROW_HEIGHT);
  });
  return {
    markup: html`<g class="legend">${entries}</g>`,
    width: columns * COLUMN_WIDTH,
    height: rows * ROW_HEIGHT,
  };
}

function drawEntry(group: ChannelGroup, look: GroupLook, left: number, top: number): Markup {
  const text = left + CHIP_WIDTH + 8;
  const makers = group.members.map(({ layer }) => layer);
  return html`<g class="entry" data-group="${xmlText(group.id)}">
    <title>${xmlText(makers.join('\n'))}</title>
    ${drawChip(look, left, top + 3)}
    <text x="${rounded(text)}" y="${rounded(top + 11)}" class="name"
      >${fitted(xmlText(group.id), FONTS.name, TEXT_WIDTH)}</text
    >
    <text x="${rounded(text)}" y="${rounded(top + 24)}" class="steps">
      ${fitted(xmlText(entryText(group)), FONTS.steps, TEXT_WIDTH)}
    </text>
  </g>`;
}

function entryText({ channels, members, reason }: ChannelGroup): string {
  const layers = new Set(members.map(({ layer }) => layer)).size;
  const size = `${channels} ${channels === 1 ? 'channel' : 'channels'}`;
  const tied = layers > 1 ? `${size} of ${layers} layers` : size;
  return reason === undefined ? tied : `${tied}; frozen: ${reason.replace('operator ', '')}`;
}

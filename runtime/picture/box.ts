import type { Chain } from '../../core/network/chains.js';
import type { LayerDescription } from '../../core/network/description.js';
import type { GroupId } from '../../core/network/plan.js';
import { html, type Markup } from '../report/markup.js';
import { type GroupLook, MIXED } from './colours.js';
import type { Point } from './layout.js';
import { stepsText } from './steps.js';
import { fitted, textWidth, xmlText } from './text.js';

/** A chain of layers as it is drawn. Sizes in pixels. */
export interface NetworkBox {
  readonly width: number;
  readonly height: number;
  readonly inputs: readonly number[];
  readonly name: string;
  readonly steps: string;
  readonly shape: string;
  /** Every layer with its output, for the tooltip. */
  readonly tooltip: string;
  /** The groups of its output, in the order of the channels, without repetition. */
  readonly groups: readonly GroupId[];
  /** Whether a layer of it makes channels of its own: a member of its group. */
  readonly makes: boolean;
}

/** The fonts of the style sheet's classes. */
export const FONTS = {
  title: { size: 18, bold: true },
  name: { size: 12, bold: true },
  steps: { size: 11, bold: false },
  number: { size: 10, bold: true },
} as const;
const CHIP = { width: 32, height: 18, gap: 3 } as const;
const PADDING = 8;
const WIDEST_TEXT = 250;
/** More chips than this are told as a number. */
const MOST_CHIPS = 8;

/** A box for a chain. `layers` describes the network's layers by name; `makers` are the layers that lead channels. */
export function networkBox(
  chain: Chain,
  layers: ReadonlyMap<string, LayerDescription>,
  makers: ReadonlySet<string>,
): NetworkBox {
  const [first] = chain.layers;
  const described = chain.layers.flatMap(({ name }) => layers.get(name) ?? []);
  const last = described.at(-1);
  const inChannels = layers.get(first.inputs.at(0) ?? '')?.shape[0];
  const shape = last?.shape.join('×') ?? '';
  const name = fitted(xmlText(first.name), FONTS.name, WIDEST_TEXT);
  const steps = fitted(xmlText(stepsText(chain.layers, inChannels)), FONTS.steps, WIDEST_TEXT);
  const groups = [...new Set(last?.groups.map(({ group }) => group))];
  const text = Math.max(textWidth(name, FONTS.name), textWidth(`${steps}    ${shape}`, FONTS.steps));
  const chips = Math.min(groups.length, MOST_CHIPS + 1) * (CHIP.width + CHIP.gap) - CHIP.gap;
  const single = groups.length < 2;
  return {
    width:
      2 * PADDING + (single ? text + chips + (groups.length === 0 ? 0 : PADDING) : Math.max(text, chips)),
    height: single ? 38 : 38 + CHIP.height + 4,
    inputs: chain.inputs,
    name,
    steps,
    shape,
    tooltip: xmlText(
      described.map((layer) => `${layer.name}: ${layer.kind}, ${layer.shape.join('×')}`).join('\n'),
    ),
    groups,
    makes: chain.layers.some((layer) => makers.has(layer.name)),
  };
}

/** Draws a box around its middle. */
export function drawBox(box: NetworkBox, centre: Point, looks: ReadonlyMap<GroupId, GroupLook>): Markup {
  const found = box.groups.flatMap((group) => looks.get(group) ?? []);
  const { tint, line } = found.length === 1 ? found[0] : MIXED;
  const left = centre.x - box.width / 2;
  const top = centre.y - box.height / 2;
  const textLeft = left + PADDING + (found.length === 1 ? CHIP.width + PADDING : 0);
  const shown = found.slice(0, MOST_CHIPS);
  const chipsTop = found.length === 1 ? centre.y - CHIP.height / 2 : top + 36;
  return html`<g class="box">
    <title>${box.tooltip}</title>
    <rect
      x="${rounded(left)}"
      y="${rounded(top)}"
      width="${rounded(box.width)}"
      height="${rounded(box.height)}"
      rx="5"
      fill="${tint}"
      stroke="${line}"
      stroke-width="${box.makes ? 2.5 : 1}"
    />
    ${shown.map((look, index) => drawChip(look, left + PADDING + index * (CHIP.width + CHIP.gap), chipsTop))}
    ${
      found.length > shown.length
        ? html`<text
            x="${rounded(left + PADDING + shown.length * (CHIP.width + CHIP.gap))}"
            y="${rounded(chipsTop + 13)}"
            class="steps"
            >+${found.length - shown.length}</text
          >`
        : undefined
    }
    <text x="${rounded(textLeft)}" y="${rounded(top + 16)}" class="name">${box.name}</text>
    <text x="${rounded(textLeft)}" y="${rounded(top + 30)}" class="steps">${box.steps}</text>
    <text x="${rounded(left + box.width - PADDING)}" y="${rounded(top + 30)}" class="shape"
      >${box.shape}</text
    >
  </g>`;
}

/** A group's swatch with its number. */
export function drawChip(look: GroupLook, left: number, top: number): Markup {
  const text = String(look.number);
  const plate = 4 + textWidth(text, FONTS.number);
  const middle = left + CHIP.width / 2;
  return html`<rect
      x="${rounded(left)}"
      y="${rounded(top)}"
      width="${CHIP.width}"
      height="${CHIP.height}"
      rx="3"
      fill="${look.fill}"
    /><rect
      x="${rounded(middle - plate / 2)}"
      y="${rounded(top + 3)}"
      width="${rounded(plate)}"
      height="${CHIP.height - 6}"
      rx="3"
      fill="#ffffff"
    /><text x="${rounded(middle)}" y="${rounded(top + 12.5)}" class="number">${text}</text>`;
}

export const CHIP_WIDTH = CHIP.width;

/** A hundredth of a pixel is enough, and keeps files small. */
export function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}

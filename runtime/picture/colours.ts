import type { ChannelGroup } from '../../core/network/groups.js';
import type { GroupId } from '../../core/network/plan.js';
import { html, type Markup } from '../report/markup.js';

/** How a group is drawn. Colours repeat with another pattern, and a number tells apart what looks alike. */
export interface GroupLook {
  readonly number: number;
  /** Of its swatch: a colour or a pattern. */
  readonly fill: string;
  /** Of its boxes: light enough for black text. */
  readonly tint: string;
  /** Of borders and connections. */
  readonly line: string;
  readonly frozen: boolean;
}

/** Colours that readers with any colour vision tell apart (Okabe & Ito 2008, Color Universal Design). */
const PALETTE = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#f0e442'] as const;
const PATTERNS = ['plain', 'rising', 'dots', 'level', 'upright', 'falling'] as const;
const FROZEN: Omit<GroupLook, 'number'> = {
  fill: 'url(#frozen)',
  tint: '#eeeeee',
  line: '#757575',
  frozen: true,
};

/** Where a box has channels of several groups, or of none. */
export const MIXED = { tint: '#ffffff', line: '#555555' } as const;

/**
 * A look a group; numbers follow the order of the groups. Groups that tie layers come first, those of the most layers
 * before others, and get plain colours, since they are what a reader looks for. The others avoid the colours of the
 * group before them and of the last two that tie layers. Groups that cannot be pruned are grey and hatched.
 */
export function groupLooks(groups: readonly ChannelGroup[]): ReadonlyMap<GroupId, GroupLook> {
  const uses: number[] = PALETTE.map(() => 0);
  const colours = new Map<GroupId, number>();
  const looks = new Map<GroupId, GroupLook>();
  const give = ({ id }: ChannelGroup, number: number, avoided: readonly (number | undefined)[]): void => {
    const index = leastUsed(uses, avoided);
    colours.set(id, index);
    looks.set(id, { number, ...prunableLook(index, uses[index]++) });
  };
  const ranked = groups
    .map((group, index) => ({ group, number: index + 1 }))
    .sort((a, b) => b.group.members.length - a.group.members.length);
  for (const { group, number } of ranked) {
    if (!group.prunable) looks.set(group.id, { number, ...FROZEN });
    else if (tiesLayers(group)) give(group, number, []);
  }
  const tied: (number | undefined)[] = [];
  groups.forEach((group, index) => {
    const before = index === 0 ? undefined : colours.get(groups[index - 1].id);
    if (tiesLayers(group)) tied.push(colours.get(group.id));
    else if (group.prunable) give(group, index + 1, [before, ...tied.slice(-2)]);
  });
  return looks;
}

function tiesLayers({ members }: ChannelGroup): boolean {
  return members.length > 1;
}

/** The first of the colours that were given least often, but for some. */
function leastUsed(uses: readonly number[], avoided: readonly (number | undefined)[]): number {
  const free = [...uses.keys()].filter((index) => !avoided.includes(index));
  return free.reduce((best, index) => (uses[index] < uses[best] ? index : best));
}

function prunableLook(index: number, uses: number): Omit<GroupLook, 'number'> {
  const pattern = uses % PATTERNS.length;
  const colour = PALETTE[index];
  return {
    fill: pattern === 0 ? colour : `url(#${PATTERNS[pattern]}-${index})`,
    tint: mixed(colour, 255, 0.8),
    line: mixed(colour, 0, 0.25),
    frozen: false,
  };
}

/** The patterns that looks refer to. */
export function patternDefinitions(): Markup {
  const shapes: Readonly<Record<(typeof PATTERNS)[number], string>> = {
    plain: '',
    rising: 'M-2 2L2 -2M0 8L8 0M6 10L10 6',
    falling: 'M-2 6L2 10M0 0L8 8M6 -2L10 2',
    level: 'M0 2H8M0 6H8',
    upright: 'M2 0V8M6 0V8',
    dots: 'M2 2h.01M6 6h.01',
  };
  const coloured = PALETTE.flatMap((colour, index) =>
    PATTERNS.slice(1).map((name) =>
      pattern(`${name}-${index}`, colour, '#ffffff', shapes[name], name === 'dots' ? 3.4 : 1.6),
    ),
  );
  return html`${coloured}${pattern('frozen', '#bdbdbd', '#757575', shapes.rising, 1.6)}`;
}

function pattern(id: string, ground: string, ink: string, path: string, thickness: number): Markup {
  return html`<pattern id="${id}" width="8" height="8" patternUnits="userSpaceOnUse">
    <rect width="8" height="8" fill="${ground}" />
    <path d="${path}" stroke="${ink}" stroke-width="${thickness}" stroke-linecap="round" />
  </pattern>`;
}

/** A colour with a share of black (0) or white (255). */
function mixed(colour: string, shade: number, share: number): string {
  const channels = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
  const bytes = channels.map((channel) => Math.round(channel * (1 - share) + shade * share));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

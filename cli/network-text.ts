import { formatCount } from '../core/metrics/format.js';
import type { LayerDescription, NetworkDescription } from '../core/network/description.js';
import type { ChannelGroup, GroupMember } from '../core/network/groups.js';
import type { Remark } from '../runtime/onnx/import/import.js';
import { columns, printable, shortened, wrap } from './text.js';

export interface TextOptions {
  /** Characters a line. Names are longer where they must, unless `cut`. */
  readonly width: number;
  /** Shorten the names of the layer table to the width. */
  readonly cut: boolean;
  readonly layers: boolean;
}

/** A network for people: totals, groups, frozen channels, remarks and, where wanted, layers: one text without colours. */
export function networkText(
  title: string,
  description: NetworkDescription,
  remarks: readonly Remark[],
  options: TextOptions,
): string {
  const { layers, groups } = description;
  const sections = [
    [...wrap([title], '', options.width), ...totalLines(description)],
    section(`Channel groups: ${groupCounts(groups)}`, groupLines(description, options.width)),
    section(`Frozen channels: ${frozenCount(description)}`, frozenLines(description, options.width)),
    section(`Remarks: ${remarks.length}`, remarkLines(remarks, options.width)),
    section(`Layers: ${layers.length}`, options.layers ? layerLines(layers, options) : []),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** Nothing where there are no lines. */
function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function totalLines({ totals: { macs, ops, params }, layers }: NetworkDescription): string[] {
  const inputs = layers.filter(({ kind }) => kind === 'input').map(shapeText);
  return [
    `${formatCount(macs)} MACs, ${formatCount(ops)} ops, ${formatCount(params)} parameters in ${layers.length} layers; input ${inputs.join(', ')}`,
  ];
}

function layerLines(layers: readonly LayerDescription[], { width, cut }: TextOptions): string[] {
  const figures = layers.map((layer) => [
    layer.kind,
    shapeText(layer),
    layer.macs === 0 ? '' : formatCount(layer.macs),
    layer.params === 0 ? '' : formatCount(layer.params),
  ]);
  const heads = ['kind', 'output', 'MACs', 'params'];
  const taken = heads.reduce(
    (sum, head, index) => sum + 2 + Math.max(head.length, ...figures.map((cells) => cells[index].length)),
    2,
  );
  const room = cut ? Math.max(12, width - taken) : Infinity;
  return columns(
    [
      { head: heads[0], align: 'left' },
      ...heads.slice(1).map((head) => ({ head, align: 'right' as const })),
      { head: 'layer', align: 'left' },
    ],
    layers.map(({ name }, index) => [...figures[index], shortened(printable(name), room)]),
  );
}

function shapeText({ shape }: LayerDescription): string {
  return shape.join('x');
}

function groupCounts(groups: readonly ChannelGroup[]): string {
  const prunable = groups.filter((group) => group.prunable);
  const channels = prunable.reduce((sum, group) => sum + group.channels, 0);
  return `${groups.length}, of which ${prunable.length} prunable, with ${channels} channels`;
}

/** A group a line, and below it the layers that make its channels, where they are not just the one it is named after. */
function groupLines({ groups, layers }: NetworkDescription, width: number): string[] {
  const channelsOf = new Map(layers.map(({ name, shape }) => [name, shape[0]]));
  const lines = columns(
    [
      { head: 'channels', align: 'right' },
      { head: '', align: 'left' },
      { head: 'group', align: 'left' },
    ],
    groups.map(({ id, channels, prunable }) => [String(channels), prunable ? 'prunable' : 'frozen', id]),
  );
  const [head, ...rows] = lines;
  const indent = ' '.repeat(head.indexOf('group') + 2);
  return [
    head,
    ...rows.flatMap((row, index) => {
      const { id, members } = groups[index];
      const makers = members.map((member) => memberText(member, channelsOf));
      return makers.length === 1 && makers[0] === id
        ? [row]
        : [row, ...wrap(withCommas(makers), indent, width - 2)];
    }),
  ];
}

function memberText({ layer, indices }: GroupMember, channelsOf: ReadonlyMap<string, number>): string {
  return indices.length === channelsOf.get(layer) ? layer : `${layer}[${rangesText(indices)}]`;
}

/** `0-3,8`: channels behind each other as one range. */
function rangesText(indices: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const index of indices) {
    const range = ranges.at(-1);
    if (range !== undefined && index === range[1] + 1) range[1] = index;
    else ranges.push([index, index]);
  }
  const texts = ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`));
  return texts.length > 6 ? [...texts.slice(0, 5), '…'].join() : texts.join();
}

function frozenCount({ frozen }: NetworkDescription): string {
  const channels = frozen.reduce((sum, group) => sum + group.channels, 0);
  return `${channels} in ${frozen.length} ${frozen.length === 1 ? 'group' : 'groups'}`;
}

/** A reason a line, below it the groups that it freezes. */
function frozenLines({ frozen }: NetworkDescription, width: number): string[] {
  const byReason = new Map<string, string[]>();
  for (const { group, channels, explanation } of frozen) {
    const groups = byReason.get(explanation);
    const text = `${group} (${channels})`;
    if (groups === undefined) byReason.set(explanation, [text]);
    else groups.push(text);
  }
  return [...byReason].flatMap(([reason, groups]) => [
    ...wrap([...reason.split(' ').slice(0, -1), `${reason.split(' ').at(-1) ?? ''}:`], '', width - 2),
    ...wrap(withCommas(groups), '  ', width - 2),
  ]);
}

/** A remark a line, with the layers that it is made of below. */
function remarkLines(remarks: readonly Remark[], width: number): string[] {
  const layersOf = new Map<string, string[]>();
  for (const { layer, operator, reason } of remarks) {
    const text = operator === '' ? reason : `${operator}: ${reason}`;
    const layers = layersOf.get(text);
    if (layers === undefined) layersOf.set(text, [layer]);
    else layers.push(layer);
  }
  return [...layersOf].flatMap(([text, layers]) => [
    ...wrap(text.split(/\s+/), '', width - 2),
    ...wrap(withCommas(layers), '  ', width - 2),
  ]);
}

function withCommas(words: readonly string[]): string[] {
  return words.map((word, index) => (index === words.length - 1 ? word : `${word},`));
}

import { type ChannelGroup, channelStructure } from './groups.js';
import type { Layer, Network } from './layer.js';
import type { PrunePlan } from './plan.js';
import { classesOf, isDepthwise } from './ties.js';

/** A number of channels as it depends on the channels that groups keep: `fixed` and so many for each kept channel. */
export interface Width {
  readonly fixed: number;
  readonly perChannel: readonly { readonly group: number; readonly times: number }[];
}

/** How the width of every layer of a network follows from the channels that its prunable groups keep. */
export interface Widths {
  /** The prunable groups, in order: `group` is an index into them. */
  readonly groups: readonly Pick<ChannelGroup, 'id' | 'channels'>[];
  /** By layer. */
  readonly layers: ReadonlyMap<string, Width>;
}

/**
 * Undefined where numbers of channels do not decide: a layer takes some channels of a group more often than others. Throws
 * `channelGroups`'s errors.
 */
export function networkWidths(network: Network): Widths | undefined {
  const { groups, ties, groupClasses } = channelStructure(network);
  const prunable = groups.filter((group) => group.prunable);
  const groupOfClass = new Int32Array(ties.classCount).fill(FIXED);
  prunable.forEach(({ id }, index) => {
    for (const one of groupClasses.get(id) ?? []) groupOfClass[one] = index;
  });
  const widthOfClasses = widthReader(groupOfClass, prunable);
  const layers = new Map<string, Width>();
  for (const { name } of network.layers) {
    const width = widthOfClasses(classesOf(ties, name));
    if (width === undefined) return undefined;
    layers.set(name, width);
  }
  return { groups: prunable, layers };
}

/** Stands for the group of channels that are never pruned. */
const FIXED = -1;

type WidthReader = (classes: Int32Array) => Width | undefined;

/** Reads the widths of layers off their channels' classes; many layers have the same ones. */
function widthReader(groupOfClass: Int32Array, groups: Widths['groups']): WidthReader {
  const known = new Map<Int32Array, Width | undefined>();
  // How often a layer takes each class; all 0 between layers.
  const counts = new Int32Array(groupOfClass.length);
  const read: WidthReader = (classes) => {
    for (const one of classes) counts[one]++;
    const found = new Map<number, { readonly times: number; channels: number }>();
    let fixed = 0;
    let even = true;
    for (const one of classes) {
      const times = counts[one];
      if (times === 0) continue;
      counts[one] = 0;
      const group = groupOfClass[one];
      const seen = found.get(group);
      if (group === FIXED) fixed += times;
      else if (seen === undefined) found.set(group, { times, channels: 1 });
      else {
        seen.channels++;
        even &&= seen.times === times;
      }
    }
    const whole = [...found].every(([group, { channels }]) => channels === groups[group].channels);
    if (!even || !whole) return undefined;
    return { fixed, perChannel: [...found].map(([group, { times }]) => ({ group, times })) };
  };
  return (classes) => {
    if (!known.has(classes)) known.set(classes, read(classes));
    return known.get(classes);
  };
}

/** The channels that groups keep by a plan, in order; undefined where the plan names another group. */
export function keptByPlan({ groups }: Widths, { keep }: PrunePlan): readonly number[] | undefined {
  const known = groups.filter(({ id }) => id in keep).length;
  if (known !== Object.keys(keep).length) return undefined;
  return groups.map(({ id, channels }) => (id in keep ? keep[id].length : channels));
}

export function widthAt({ fixed, perChannel }: Width, kept: readonly number[]): number {
  let width = fixed;
  for (const { group, times } of perChannel) width += times * kept[group];
  return width;
}

/**
 * A network of the sizes of the one that keeps so many channels of each group; which channels it selects is not right, and
 * it is good for counting only.
 */
export function networkOfWidths(network: Network, widths: Widths, kept: readonly number[]): Network {
  const whole = widths.groups.map(({ channels }) => channels);
  const layers = network.layers.map((layer): Layer => {
    switch (layer.kind) {
      case 'conv':
      case 'convtranspose': {
        const input = widthOf(widths, layer.inputs[0]);
        const groups = isDepthwise(layer, widthAt(input, whole)) ? widthAt(input, kept) : layer.groups;
        return { ...layer, outChannels: widthAt(widthOf(widths, layer.name), kept), groups };
      }
      case 'constant':
        return { ...layer, channels: widthAt(widthOf(widths, layer.name), kept) };
      case 'select':
        return { ...layer, indices: Array<number>(widthAt(widthOf(widths, layer.name), kept)).fill(0) };
      default:
        return layer;
    }
  });
  return { ...network, layers };
}

/** The width of a layer of the network. */
export function widthOf({ layers }: Widths, name: string): Width {
  const width = layers.get(name);
  if (width === undefined) throw new Error(`The layer ${name} has no width.`);
  return width;
}

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
  const groupOfClass = new Map<number, number>();
  prunable.forEach(({ id }, index) => {
    for (const one of groupClasses.get(id) ?? []) groupOfClass.set(one, index);
  });
  const layers = new Map<string, Width>();
  for (const { name } of network.layers) {
    const width = widthOfClasses(classesOf(ties, name), groupOfClass, prunable);
    if (width === undefined) return undefined;
    layers.set(name, width);
  }
  return { groups: prunable, layers };
}

function widthOfClasses(
  classes: Int32Array,
  groupOfClass: ReadonlyMap<number, number>,
  groups: Widths['groups'],
): Width | undefined {
  const times = new Map<number, number>();
  for (const one of classes) times.set(one, (times.get(one) ?? 0) + 1);
  const perChannel = new Map<number, { group: number; times: number; channels: number }>();
  let fixed = 0;
  for (const [one, count] of times) {
    const group = groupOfClass.get(one);
    if (group === undefined) {
      fixed += count;
      continue;
    }
    const known = perChannel.get(group) ?? { group, times: count, channels: 0 };
    if (known.times !== count) return undefined;
    perChannel.set(group, { ...known, channels: known.channels + 1 });
  }
  const found = [...perChannel.values()];
  if (found.some(({ group, channels }) => channels !== groups[group].channels)) return undefined;
  return { fixed, perChannel: found.map(({ group, times: count }) => ({ group, times: count })) };
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

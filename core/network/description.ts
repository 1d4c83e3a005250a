import { countLayers, type Counts } from './counts.js';
import { type ChannelGroup, channelStructure, type FrozenReason, type GroupOptions } from './groups.js';
import type { LayerKind, Network } from './layer.js';
import type { GroupId } from './plan.js';
import { inferShapes, shapeOf } from './shapes.js';
import { classesOf } from './ties.js';

/** What there is to know of a network before it runs. Plain JSON. */
export interface NetworkDescription {
  readonly totals: Counts;
  /** In the order of the network. */
  readonly layers: readonly LayerDescription[];
  readonly groups: readonly ChannelGroup[];
  /** The groups that are not prunable, once more, with the reason in words. */
  readonly frozen: readonly FrozenChannels[];
}

export interface LayerDescription extends Counts {
  readonly name: string;
  readonly kind: LayerKind;
  readonly inputs: readonly string[];
  /** Channels, height and width of one image's output. */
  readonly shape: readonly [channels: number, height: number, width: number];
  /** The groups that its output's channels belong to, in the order of the channels; constants are in none. */
  readonly groups: readonly GroupRun[];
}

/** Channels behind each other that belong to one group. */
export interface GroupRun {
  readonly group: GroupId;
  readonly channels: number;
}

export interface FrozenChannels {
  readonly group: GroupId;
  readonly channels: number;
  readonly reason: FrozenReason;
  readonly explanation: string;
}

/**
 * Layers with their costs for one image, channel groups and frozen channels. Throws the errors of `inferShapes` and
 * `channelGroups`.
 */
export function describeNetwork(network: Network, options: GroupOptions = {}): NetworkDescription {
  const { layers: counts, total } = countLayers(network);
  const shapes = inferShapes(network);
  const { groups, ties, groupClasses } = channelStructure(network, options);
  const groupOfClass = new Map<number, GroupId>();
  for (const [id, classes] of groupClasses) for (const index of classes) groupOfClass.set(index, id);
  const layers = network.layers.map(({ name, inputs }, position): LayerDescription => {
    const { kind, macs, ops, params } = counts[position];
    const { channels, height, width } = shapeOf(shapes, name);
    const runs = groupRuns(classesOf(ties, name), groupOfClass);
    return { name, kind, inputs, shape: [channels, height, width], macs, ops, params, groups: runs };
  });
  return { totals: total, layers, groups, frozen: groups.flatMap(frozenChannels) };
}

function groupRuns(classes: Int32Array, groupOfClass: ReadonlyMap<number, GroupId>): readonly GroupRun[] {
  const runs: { group: GroupId; channels: number }[] = [];
  for (const index of classes) {
    const group = groupOfClass.get(index);
    if (group === undefined) continue;
    const last = runs.at(-1);
    if (last?.group === group) last.channels++;
    else runs.push({ group, channels: 1 });
  }
  return runs;
}

function frozenChannels({ id, channels, reason }: ChannelGroup): FrozenChannels[] {
  if (reason === undefined) return [];
  return [{ group: id, channels, reason, explanation: explain(reason) }];
}

/** A reason in words. */
export function explain(reason: FrozenReason): string {
  switch (reason) {
    case 'input':
      return "the network's input has these channels";
    case 'output':
      return "the network's output has these channels";
    case 'protected':
      return 'a protected layer has these channels';
    default:
      return `${reason.slice('operator '.length)} needs every one of these channels`;
  }
}

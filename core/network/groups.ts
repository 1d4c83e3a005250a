import { NetworkError } from '../errors.js';
import { globExpression } from './glob.js';
import { deliveredLayer, type Layer, type Network } from './layer.js';
import type { GroupId } from './plan.js';
import { classesOf, type ChannelTies, type Producer, tieChannels } from './ties.js';

/**
 * A layer that makes channels of a group: channel `i` of the group is channel `indices[i]` of the layer. A layer that
 * gives a group more than one channel each is listed that many times.
 */
export interface GroupMember {
  readonly layer: string;
  readonly indices: readonly number[];
}

/**
 * Channels that are made by the same layers and selected by the same ones, and so are pruned by one ratio; each may be
 * kept or pruned on its own.
 */
export interface ChannelGroup {
  /** The name of the first member's layer; where that layer leads several groups, the later ones add #2, #3, … */
  readonly id: GroupId;
  readonly channels: number;
  /** In the order of the network. */
  readonly members: readonly GroupMember[];
  readonly prunable: boolean;
  /** Why a group that is not prunable must stay. */
  readonly reason?: FrozenReason;
}

/** The last form names the layer that mixes channels in a way that forbids to prune them, and what it does. */
export type FrozenReason = 'input' | 'output' | 'protected' | `operator ${string}`;

export interface GroupOptions {
  /** Patterns of layers whose channels must stay; `*` stands for any characters, `?` for one. */
  readonly protect?: readonly string[];
}

/** Channel groups with what slicing needs. */
export interface ChannelStructure {
  readonly groups: readonly ChannelGroup[];
  readonly ties: ChannelTies;
  /** The classes of `ties` that make up each group, in the order of the group's channels. */
  readonly groupClasses: ReadonlyMap<GroupId, readonly number[]>;
}

/**
 * The channel groups of a network, derived from its graph, in the order of their first members. Ids and channels do
 * not depend on the options.
 *
 * Throws `inferShapes`'s errors, and a NetworkError `PROTECT_NO_MATCH` for a pattern that matches no layer.
 */
export function channelGroups(network: Network, options: GroupOptions = {}): readonly ChannelGroup[] {
  return channelStructure(network, options).groups;
}

/** `channelGroups` together with the class of every channel of every layer. Throws the same errors. */
export function channelStructure(network: Network, options: GroupOptions = {}): ChannelStructure {
  const ties = tieChannels(network);
  const reasons = frozenClasses(network, ties);
  const guarded = protectedClasses(network, ties, options.protect ?? []);
  const ids = new Map<string, number>();
  const groups: ChannelGroup[] = [];
  const groupClasses = new Map<GroupId, readonly number[]>();
  for (const bundle of bundleClasses(network, ties, reasons)) {
    const id = nextId(ids, leader(network, ties.producers[bundle[0]]));
    const reason =
      reasons.get(bundle[0]) ?? (bundle.some((index) => guarded.has(index)) ? 'protected' : undefined);
    const members = groupMembers(bundle.map((index) => ties.producers[index]));
    const group = { id, channels: bundle.length, members };
    groups.push(reason === undefined ? { ...group, prunable: true } : { ...group, prunable: false, reason });
    groupClasses.set(id, bundle);
  }
  return { groups, ties, groupClasses };
}

/**
 * Classes that can be pruned by one ratio. Where a layer selects some channels of another, those are a group apart from
 * the rest: each group keeps a channel, so that neither part is ever empty. Classes of constants alone are left out:
 * they are no channels of the network's making.
 */
function bundleClasses(
  network: Network,
  ties: ChannelTies,
  reasons: ReadonlyMap<number, FrozenReason>,
): Iterable<readonly number[]> {
  const positions = new Map(network.layers.map((layer, position) => [layer.name, position]));
  const constants = new Set(network.layers.filter(({ kind }) => kind === 'constant').map(({ name }) => name));
  const selectors = selectedBy(network, ties);
  const bundles = new Map<string, number[]>();
  ties.producers.forEach((producers, index) => {
    if (producers.every(({ layer }) => constants.has(layer))) return;
    const made = producers.map(({ layer }) => positions.get(layer)).join();
    const key = `${made} ${selectors[index]} ${reasons.get(index) ?? ''}`;
    const bundle = bundles.get(key);
    if (bundle === undefined) bundles.set(key, [index]);
    else bundle.push(index);
  });
  return bundles.values();
}

/** For each class the selecting layers that it passes. */
function selectedBy(network: Network, ties: ChannelTies): readonly string[] {
  const selectors: string[] = ties.producers.map(() => '');
  network.layers.forEach((layer, position) => {
    if (layer.kind !== 'select') return;
    for (const index of new Set(classesOf(ties, layer.name))) selectors[index] += `${position},`;
  });
  return selectors;
}

/** The layer that a group is named after: the first that makes its channels from others. */
function leader(network: Network, producers: readonly Producer[]): string {
  const named = producers.find(({ layer }) => kindOf(network, layer) !== 'constant') ?? producers[0];
  return named.layer;
}

function kindOf(network: Network, name: string): Layer['kind'] | undefined {
  return network.layers.find((layer) => layer.name === name)?.kind;
}

function groupMembers(channels: readonly (readonly Producer[])[]): GroupMember[] {
  return channels[0].map(({ layer }, position) => ({
    layer,
    indices: channels.map((producers) => producers[position].channel),
  }));
}

function nextId(used: Map<string, number>, layer: string): GroupId {
  const count = (used.get(layer) ?? 0) + 1;
  used.set(layer, count);
  return (count === 1 ? layer : `${layer}#${count}`) as GroupId;
}

function frozenClasses(network: Network, ties: ChannelTies): ReadonlyMap<number, FrozenReason> {
  const reasons = new Map<number, FrozenReason>();
  for (const [index, layer] of ties.mixed) reasons.set(index, `operator ${operatorOf(layer)}`);
  for (const output of [network.output, deliveredLayer(network)]) {
    for (const index of classesOf(ties, output)) reasons.set(index, 'output');
  }
  for (const layer of network.layers) {
    if (layer.kind !== 'input') continue;
    for (const index of classesOf(ties, layer.name)) reasons.set(index, 'input');
  }
  return reasons;
}

/** The layer with what it does, for people. */
function operatorOf(layer: Layer): string {
  const operators = layer.kind === 'opaque' ? layer.nodes.map(({ operator }) => operator) : [layer.kind];
  return `${[...new Set(operators)].join(', ')} of '${layer.name}'`;
}

function protectedClasses(
  network: Network,
  ties: ChannelTies,
  patterns: readonly string[],
): ReadonlySet<number> {
  const guarded = new Set<number>();
  for (const pattern of patterns) {
    const expression = globExpression(pattern);
    const matches = network.layers.filter((layer) => expression.test(layer.name));
    if (matches.length === 0) {
      throw new NetworkError('PROTECT_NO_MATCH', `No layer matches the protected pattern '${pattern}'.`, {
        hint: 'Name layers as the layer table does; * stands for any characters, ? for one.',
      });
    }
    for (const layer of matches) for (const index of classesOf(ties, layer.name)) guarded.add(index);
  }
  return guarded;
}

import { NetworkError } from '../errors.js';
import { globExpression } from './glob.js';
import { deliveredLayer, type Layer, type Network } from './layer.js';
import type { GroupId } from './plan.js';
import { classesOf, type ChannelTies, tieChannels } from './ties.js';

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
    const id = nextId(ids, leader(network, ties, bundle[0]));
    const reason =
      reasons.get(bundle[0]) ?? (bundle.some((index) => guarded.has(index)) ? 'protected' : undefined);
    const members = groupMembers(network, ties, bundle);
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
): readonly (readonly number[])[] {
  const traits = classTraits(network, ties, reasons);
  const constants = network.layers.some(({ kind }) => kind === 'constant');
  const bundles: number[][] = [];
  const ofTraits: (number[] | undefined)[] = [];
  for (let index = 0; index < ties.classCount; index++) {
    if (constants && isConstant(network, ties, index)) continue;
    const bundle = ofTraits[traits[index]];
    if (bundle === undefined) bundles.push((ofTraits[traits[index]] = [index]));
    else bundle.push(index);
  }
  return bundles;
}

/** A number a class, equal for classes that the same layers make, the same ones select and one reason freezes. */
function classTraits(
  network: Network,
  ties: ChannelTies,
  reasons: ReadonlyMap<number, FrozenReason>,
): Int32Array {
  const { starts, layers } = ties.producers;
  const traits = new Traits();
  const found = new Int32Array(ties.classCount);
  for (let index = 0; index < ties.classCount; index++) {
    if (index > 0 && sameMakers(ties, index)) {
      found[index] = found[index - 1];
      continue;
    }
    for (let place = starts[index]; place < starts[index + 1]; place++) {
      found[index] = traits.with(found[index], layers[place]);
    }
  }
  network.layers.forEach((layer, position) => {
    if (layer.kind !== 'select') return;
    const selected = new Set(classesOf(ties, layer.name));
    for (const index of selected) found[index] = traits.with(found[index], network.layers.length + position);
  });
  const known = new Map<FrozenReason, number>();
  for (const [index, reason] of reasons) {
    const number = known.get(reason) ?? known.size;
    known.set(reason, number);
    found[index] = traits.with(found[index], 2 * network.layers.length + number);
  }
  return found;
}

/** Whether the same layers make a class as the one before it, which most channels of a layer have in common. */
function sameMakers({ producers: { starts, layers } }: ChannelTies, index: number): boolean {
  const [before, start, end] = [starts[index - 1], starts[index], starts[index + 1]];
  if (start - before !== end - start) return false;
  for (let place = start; place < end; place++) {
    if (layers[place] !== layers[place - start + before]) return false;
  }
  return true;
}

/** Numbers for sequences of traits, each one more than another; 0 is the empty one. A tree of them in one map. */
class Traits {
  private readonly numbers = new Map<number, number>();

  /** The number of a sequence with a trait behind it. A trait is below 2^21. */
  with(sequence: number, trait: number): number {
    const key = sequence * 2 ** 21 + trait;
    const number = this.numbers.get(key) ?? this.numbers.size + 1;
    this.numbers.set(key, number);
    return number;
  }
}

function isConstant(
  network: Network,
  { producers: { starts, layers } }: ChannelTies,
  index: number,
): boolean {
  for (let place = starts[index]; place < starts[index + 1]; place++) {
    if (network.layers[layers[place]].kind !== 'constant') return false;
  }
  return true;
}

/** The layer that a group is named after: the first that makes its channels from others. */
function leader(network: Network, { producers }: ChannelTies, index: number): string {
  const makers = Array.from(
    producers.layers.subarray(producers.starts[index], producers.starts[index + 1]),
    (position) => network.layers[position],
  );
  return (makers.find(({ kind }) => kind !== 'constant') ?? makers[0]).name;
}

function groupMembers(
  network: Network,
  { producers: { starts, layers, channels } }: ChannelTies,
  bundle: readonly number[],
): GroupMember[] {
  const [first] = bundle;
  return Array.from({ length: starts[first + 1] - starts[first] }, (_, member) => ({
    layer: network.layers[layers[starts[first] + member]].name,
    indices: bundle.map((index) => channels[starts[index] + member]),
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

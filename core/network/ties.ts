import type { ConvLayer, Layer, Network, Shape } from './layer.js';
import { inferShapes, shapeOf } from './shapes.js';
import { UnionFind } from './unionfind.js';

/** A channel that a layer makes: an input's, or the output of a convolution's filter. */
export interface Producer {
  readonly layer: string;
  readonly channel: number;
}

/** Which channels of a network stand and fall together. */
export interface ChannelTies {
  /** A class a channel, for the output of every layer: channels of one class are kept or pruned together. */
  readonly classes: ReadonlyMap<string, Int32Array>;
  /** The producers of each class, in the order of the network. */
  readonly producers: readonly (readonly Producer[])[];
  /** Classes that a grouped, not depthwise, convolution reads or makes. */
  readonly grouped: ReadonlySet<number>;
}

/**
 * Follows every channel through the network: an add ties its operands channel by channel, a concat puts them behind
 * each other, a depthwise convolution ties each output channel to its input channel, any other convolution makes new
 * channels. Classes are numbered by their first producer. Throws `inferShapes`'s errors.
 */
export function tieChannels(network: Network): ChannelTies {
  const shapes = inferShapes(network);
  const flow = followAtoms(network, shapes);
  const classOf = new Map<number, number>();
  const producers: Producer[][] = [];
  flow.atoms.forEach((producer, atom) => {
    const root = flow.ties.find(atom);
    let index = classOf.get(root);
    if (index === undefined) {
      index = producers.length;
      classOf.set(root, index);
      producers.push([]);
    }
    producers[index].push(producer);
  });
  const toClass = (atom: number): number => classOf.get(flow.ties.find(atom)) ?? -1;
  const classes = new Map<string, Int32Array>();
  for (const [name, atoms] of flow.outputs) classes.set(name, atoms.map(toClass));
  return { classes, producers, grouped: new Set(flow.grouped.map(toClass)) };
}

/** A convolution with one input channel a group: each output channel belongs to one input channel. */
export function isDepthwise(layer: ConvLayer, inChannels: number): boolean {
  return layer.groups > 1 && layer.groups === inChannels;
}

/** The class of each channel that comes out of a layer. */
export function classesOf(ties: ChannelTies, layer: string): Int32Array {
  return ties.classes.get(layer) ?? new Int32Array();
}

interface AtomFlow {
  readonly atoms: Producer[];
  readonly outputs: Map<string, Int32Array>;
  readonly ties: UnionFind;
  readonly grouped: number[];
}

function followAtoms(network: Network, shapes: ReadonlyMap<string, Shape>): AtomFlow {
  const made = network.layers.filter((layer) => layer.kind === 'input' || layer.kind === 'conv');
  const count = made.reduce((sum, layer) => sum + shapeOf(shapes, layer.name).channels, 0);
  const flow: AtomFlow = { atoms: [], outputs: new Map(), ties: new UnionFind(count), grouped: [] };
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((name) => flow.outputs.get(name) ?? new Int32Array());
    flow.outputs.set(layer.name, layerAtoms(flow, layer, inputs, shapeOf(shapes, layer.name).channels));
  }
  return flow;
}

function layerAtoms(
  flow: AtomFlow,
  layer: Layer,
  inputs: readonly Int32Array[],
  channels: number,
): Int32Array {
  switch (layer.kind) {
    case 'input':
      return newAtoms(flow, layer.name, channels);
    case 'conv':
      return convAtoms(flow, layer, inputs[0]);
    case 'add':
      inputs[0].forEach((atom, channel) => {
        flow.ties.union(atom, inputs[1][channel]);
      });
      return inputs[0];
    case 'concat':
      return Int32Array.from(inputs.flatMap((atoms) => [...atoms]));
    case 'batchnorm':
    case 'relu':
    case 'maxpool':
    case 'globalaveragepool':
    case 'resize':
      return inputs[0];
  }
}

function convAtoms(flow: AtomFlow, layer: ConvLayer, input: Int32Array): Int32Array {
  const output = newAtoms(flow, layer.name, layer.outChannels);
  if (isDepthwise(layer, input.length)) {
    const multiplier = layer.outChannels / layer.groups;
    output.forEach((atom, channel) => {
      flow.ties.union(atom, input[Math.floor(channel / multiplier)]);
    });
  } else if (layer.groups > 1) {
    for (const atom of input) flow.grouped.push(atom);
    for (const atom of output) flow.grouped.push(atom);
  }
  return output;
}

function newAtoms(flow: AtomFlow, layer: string, channels: number): Int32Array {
  return Int32Array.from({ length: channels }, (_, channel) => flow.atoms.push({ layer, channel }) - 1);
}

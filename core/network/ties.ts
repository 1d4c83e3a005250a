import type { ConvLayer, ConvTransposeLayer, Layer, Network, Shape } from './layer.js';
import { inferShapes, shapeOf } from './shapes.js';
import { UnionFind } from './unionfind.js';

/** A channel that a layer makes: an input's, a constant's, or the output of a convolution's filter. */
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
  /** Classes that a layer mixes or makes in a way that forbids to prune them, with that layer. */
  readonly mixed: ReadonlyMap<number, Layer>;
}

/**
 * Follows every channel through the network. Arithmetic ties its operands channel by channel, where it does not spread
 * one over the other; a concat puts channels behind each other; a depthwise convolution ties each output channel to its
 * input channel, any other grouped one the channels at one place in all its groups, any other convolution makes new
 * channels; layers that share parameters tie their inputs and their outputs. Classes are numbered by their first
 * producer. Throws `inferShapes`'s errors.
 */
export function tieChannels(network: Network): ChannelTies {
  const shapes = inferShapes(network);
  const flow = followAtoms(network, shapes);
  const count = flow.atomLayers.length;
  const classOfRoot = new Int32Array(count).fill(-1);
  const classOfAtom = new Int32Array(count);
  const producers: Producer[][] = [];
  for (let atom = 0; atom < count; atom++) {
    const root = flow.ties.find(atom);
    if (classOfRoot[root] === -1) classOfRoot[root] = producers.push([]) - 1;
    const index = classOfRoot[root];
    classOfAtom[atom] = index;
    producers[index].push({ layer: flow.atomLayers[atom], channel: flow.atomChannels[atom] });
  }
  const classes = new Map<string, Int32Array>();
  for (const [name, atoms] of flow.outputs) {
    classes.set(
      name,
      atoms.map((atom) => classOfAtom[atom]),
    );
  }
  const mixed = new Map<number, Layer>();
  for (const { atoms, layer } of flow.mixed) {
    for (const atom of atoms) {
      if (!mixed.has(classOfAtom[atom])) mixed.set(classOfAtom[atom], layer);
    }
  }
  return { classes, producers, mixed };
}

/** A convolution with one input channel a group: each output channel belongs to one input channel. */
export function isDepthwise(layer: ConvLayer | ConvTransposeLayer, inChannels: number): boolean {
  return layer.groups > 1 && layer.groups === inChannels;
}

/** The class of each channel that comes out of a layer. */
export function classesOf(ties: ChannelTies, layer: string): Int32Array {
  return ties.classes.get(layer) ?? new Int32Array();
}

/** An atom is a channel as one layer makes it. */
interface AtomFlow {
  readonly atomLayers: string[];
  readonly atomChannels: number[];
  readonly inputs: Map<string, Int32Array>;
  readonly outputs: Map<string, Int32Array>;
  readonly ties: UnionFind;
  readonly mixed: { readonly atoms: Int32Array; readonly layer: Layer }[];
}

function followAtoms(network: Network, shapes: ReadonlyMap<string, Shape>): AtomFlow {
  const made = network.layers.filter(makesChannels);
  const count = made.reduce((sum, layer) => sum + shapeOf(shapes, layer.name).channels, 0);
  const flow: AtomFlow = {
    atomLayers: [],
    atomChannels: [],
    inputs: new Map(),
    outputs: new Map(),
    ties: new UnionFind(count),
    mixed: [],
  };
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((name) => flow.outputs.get(name) ?? new Int32Array());
    const output = layerAtoms(flow, layer, inputs, shapeOf(shapes, layer.name).channels);
    if (inputs.length > 0) flow.inputs.set(layer.name, inputs[0]);
    flow.outputs.set(layer.name, output);
    if ('shares' in layer && layer.shares !== undefined) {
      tie(flow, flow.inputs.get(layer.shares), inputs[0]);
      tie(flow, flow.outputs.get(layer.shares), output);
    }
  }
  return flow;
}

function makesChannels({ kind }: Layer): boolean {
  return ['input', 'constant', 'conv', 'convtranspose', 'argmax', 'opaque'].includes(kind);
}

function layerAtoms(
  flow: AtomFlow,
  layer: Layer,
  inputs: readonly Int32Array[],
  channels: number,
): Int32Array {
  switch (layer.kind) {
    case 'input':
    case 'constant':
      return newAtoms(flow, layer.name, channels);
    case 'conv':
    case 'convtranspose':
      return convAtoms(flow, layer, inputs[0]);
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      if (inputs[0].length === inputs[1].length) tie(flow, inputs[0], inputs[1]);
      return inputs[0].length === channels ? inputs[0] : inputs[1];
    case 'concat':
      return joined(inputs);
    case 'select':
      return Int32Array.from(layer.indices, (index) => inputs[0][index]);
    case 'softmax':
      flow.mixed.push({ atoms: inputs[0], layer });
      return inputs[0];
    case 'argmax':
    case 'opaque': {
      const output = newAtoms(flow, layer.name, channels);
      for (const atoms of [...inputs, output]) flow.mixed.push({ atoms, layer });
      return output;
    }
    case 'batchnorm':
    case 'relu':
    case 'activation':
    case 'prelu':
    case 'maxpool':
    case 'averagepool':
    case 'globalaveragepool':
    case 'resize':
    case 'pad':
    case 'crop':
      return inputs[0];
  }
}

function convAtoms(flow: AtomFlow, layer: ConvLayer | ConvTransposeLayer, input: Int32Array): Int32Array {
  const output = newAtoms(flow, layer.name, layer.outChannels);
  const outputs = layer.outChannels / layer.groups;
  if (isDepthwise(layer, input.length)) {
    output.forEach((atom, channel) => {
      flow.ties.union(atom, input[Math.floor(channel / outputs)]);
    });
  } else if (layer.groups > 1) {
    tieAcross(flow, input, input.length / layer.groups);
    tieAcross(flow, output, outputs);
  }
  return output;
}

/** Ties the channels at one place in every stretch of `size` channels, so that all groups stay equally wide. */
function tieAcross(flow: AtomFlow, atoms: Int32Array, size: number): void {
  atoms.forEach((atom, channel) => {
    flow.ties.union(atom, atoms[channel % size]);
  });
}

function tie(flow: AtomFlow, left: Int32Array | undefined, right: Int32Array): void {
  left?.forEach((atom, channel) => {
    flow.ties.union(atom, right[channel]);
  });
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const whole = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

function newAtoms(flow: AtomFlow, layer: string, channels: number): Int32Array {
  const atoms = new Int32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    atoms[channel] = flow.atomLayers.push(layer) - 1;
    flow.atomChannels.push(channel);
  }
  return atoms;
}

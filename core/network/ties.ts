import type { ConvLayer, ConvTransposeLayer, Layer, Network, Shape } from './layer.js';
import { inferShapes, shapeOf } from './shapes.js';
import { UnionFind } from './unionfind.js';

/**
 * The channels that layers make, class by class: an input's, a constant's, or the output of a convolution's filter.
 * Those of class `c` lie from `starts[c]` to `starts[c + 1]`, in the order of the network.
 */
export interface Producers {
  readonly starts: Int32Array;
  /** The position in the network of the layer that makes a channel. */
  readonly layers: Int32Array;
  /** Which of that layer's channels it is. */
  readonly channels: Int32Array;
}

/** Which channels of a network stand and fall together. */
export interface ChannelTies {
  readonly classCount: number;
  /**
   * A class a channel, for the output of every layer: channels of one class are kept or pruned together. Layers that
   * pass channels on have the very array of their input.
   */
  readonly classes: ReadonlyMap<string, Int32Array>;
  readonly producers: Producers;
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
  const flow = followAtoms(network, inferShapes(network));
  const { classCount, classOfAtom } = numberClasses(flow);
  const mixed = new Map<number, Layer>();
  for (const { atoms, layer } of flow.mixed) {
    for (const atom of atoms) {
      if (!mixed.has(classOfAtom[atom])) mixed.set(classOfAtom[atom], layer);
    }
  }
  const classes = classesOfOutputs(flow, classOfAtom);
  return { classCount, classes, producers: listProducers(flow, classCount, classOfAtom), mixed };
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
  /** By atom, the position in the network of the layer that makes it. */
  readonly atomLayers: Int32Array;
  /** By layer, the first of its own atoms, which lie behind each other. */
  readonly firstAtoms: Int32Array;
  readonly inputs: Map<string, Int32Array>;
  readonly outputs: Map<string, Int32Array>;
  readonly ties: UnionFind;
  readonly mixed: { readonly atoms: Int32Array; readonly layer: Layer }[];
}

function followAtoms(network: Network, shapes: ReadonlyMap<string, Shape>): AtomFlow {
  const made = network.layers.map((layer) =>
    makesChannels(layer) ? shapeOf(shapes, layer.name).channels : 0,
  );
  const count = made.reduce((sum, channels) => sum + channels, 0);
  const flow: AtomFlow = {
    atomLayers: new Int32Array(count),
    firstAtoms: new Int32Array(network.layers.length),
    inputs: new Map(),
    outputs: new Map(),
    ties: new UnionFind(count),
    mixed: [],
  };
  const atoms = new Int32Array(count);
  for (let atom = 0; atom < count; atom++) atoms[atom] = atom;
  let end = 0;
  network.layers.forEach((layer, position) => {
    const inputs = layer.inputs.map((name) => flow.outputs.get(name) ?? new Int32Array());
    const own = atoms.subarray(end, end + made[position]);
    flow.atomLayers.fill(position, end, end + made[position]);
    flow.firstAtoms[position] = end;
    end += made[position];
    const output = layerAtoms(flow, layer, inputs, own);
    if (inputs.length > 0) flow.inputs.set(layer.name, inputs[0]);
    flow.outputs.set(layer.name, output);
    if ('shares' in layer && layer.shares !== undefined) {
      tie(flow, flow.inputs.get(layer.shares), inputs[0]);
      tie(flow, flow.outputs.get(layer.shares), output);
    }
  });
  return flow;
}

function numberClasses({ ties, atomLayers }: AtomFlow): { classCount: number; classOfAtom: Int32Array } {
  const classOfAtom = new Int32Array(atomLayers.length);
  let classCount = 0;
  for (let atom = 0; atom < classOfAtom.length; atom++) {
    // A root is the least of its set: its class has its number before any other atom asks for it.
    const root = ties.find(atom);
    classOfAtom[atom] = root === atom ? classCount++ : classOfAtom[root];
  }
  return { classCount, classOfAtom };
}

function listProducers(
  { atomLayers, firstAtoms }: AtomFlow,
  classCount: number,
  classOfAtom: Int32Array,
): Producers {
  const starts = new Int32Array(classCount + 1);
  for (let atom = 0; atom < classOfAtom.length; atom++) starts[classOfAtom[atom] + 1]++;
  for (let index = 0; index < classCount; index++) starts[index + 1] += starts[index];
  const ends = starts.slice();
  const layers = new Int32Array(classOfAtom.length);
  const channels = new Int32Array(classOfAtom.length);
  for (let atom = 0; atom < classOfAtom.length; atom++) {
    const place = ends[classOfAtom[atom]]++;
    layers[place] = atomLayers[atom];
    channels[place] = atom - firstAtoms[atomLayers[atom]];
  }
  return { starts, layers, channels };
}

function classesOfOutputs({ outputs }: AtomFlow, classOfAtom: Int32Array): ReadonlyMap<string, Int32Array> {
  const known = new Map<Int32Array, Int32Array>();
  const classes = new Map<string, Int32Array>();
  for (const [name, atoms] of outputs) {
    const found = known.get(atoms) ?? classesOfAtoms(atoms, classOfAtom);
    known.set(atoms, found);
    classes.set(name, found);
  }
  return classes;
}

function classesOfAtoms(atoms: Int32Array, classOfAtom: Int32Array): Int32Array {
  const classes = new Int32Array(atoms.length);
  for (let channel = 0; channel < atoms.length; channel++) classes[channel] = classOfAtom[atoms[channel]];
  return classes;
}

function makesChannels({ kind }: Layer): boolean {
  return ['input', 'constant', 'conv', 'convtranspose', 'argmax', 'opaque'].includes(kind);
}

function layerAtoms(
  flow: AtomFlow,
  layer: Layer,
  inputs: readonly Int32Array[],
  own: Int32Array,
): Int32Array {
  switch (layer.kind) {
    case 'input':
    case 'constant':
      return own;
    case 'conv':
    case 'convtranspose':
      tieFilters(flow, layer, inputs[0], own);
      return own;
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      if (inputs[0].length === inputs[1].length) tie(flow, inputs[0], inputs[1]);
      return inputs[0].length >= inputs[1].length ? inputs[0] : inputs[1];
    case 'concat':
      return joined(inputs);
    case 'select':
      return Int32Array.from(layer.indices, (index) => inputs[0][index]);
    case 'softmax':
      flow.mixed.push({ atoms: inputs[0], layer });
      return inputs[0];
    case 'argmax':
    case 'opaque':
      for (const atoms of [...inputs, own]) flow.mixed.push({ atoms, layer });
      return own;
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

function tieFilters(
  flow: AtomFlow,
  layer: ConvLayer | ConvTransposeLayer,
  input: Int32Array,
  output: Int32Array,
): void {
  const outputs = layer.outChannels / layer.groups;
  if (isDepthwise(layer, input.length)) {
    for (let channel = 0; channel < output.length; channel++) {
      flow.ties.union(output[channel], input[Math.floor(channel / outputs)]);
    }
  } else if (layer.groups > 1) {
    tieAcross(flow, input, input.length / layer.groups);
    tieAcross(flow, output, outputs);
  }
}

/** Ties the channels at one place in every stretch of `size` channels, so that all groups stay equally wide. */
function tieAcross(flow: AtomFlow, atoms: Int32Array, size: number): void {
  for (let channel = 0; channel < atoms.length; channel++) {
    flow.ties.union(atoms[channel], atoms[channel % size]);
  }
}

function tie(flow: AtomFlow, left: Int32Array | undefined, right: Int32Array): void {
  if (left === undefined || left === right) return;
  for (let channel = 0; channel < left.length; channel++) flow.ties.union(left[channel], right[channel]);
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

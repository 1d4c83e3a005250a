import { deliveredLayer, type Layer, type Network, type Shape } from './layer.js';
import { inferShapes, shapeOf } from './shapes.js';

/** An activation that is kept somewhere: from the layer that makes it to the last that reads it, by position. */
export interface Buffer {
  /** The layer whose output has its shape. */
  readonly layer: string;
  readonly first: number;
  readonly last: number;
}

/**
 * The most values of activations that wait at once while a network runs layer by layer, one image. What a layer reads and
 * what it writes are there together. Batch norm, activations and arithmetic with constants work in place, other
 * arithmetic does where nothing else reads an operand; pooling behind
 * a convolution that nothing else reads is fused into it; selecting and cropping address what is there.
 *
 * Throws `inferShapes`'s errors.
 */
export function peakActivations(network: Network): number {
  const shapes = inferShapes(network);
  const buffers = buffersOf(network);
  return peakOf(
    buffers,
    buffers.map(({ layer }) => {
      const { channels, height, width } = shapeOf(shapes, layer);
      return channels * height * width;
    }),
  );
}

/** The largest sum of sizes over buffers that are live together. */
export function peakOf(buffers: readonly Buffer[], sizes: readonly number[]): number {
  const end = buffers.reduce((most, { last }) => Math.max(most, last), 0);
  const changes = new Float64Array(end + 2);
  buffers.forEach(({ first, last }, index) => {
    changes[first] += sizes[index];
    changes[last + 1] -= sizes[index];
  });
  let live = 0;
  let peak = 0;
  for (const change of changes) {
    live += change;
    peak = Math.max(peak, live);
  }
  return peak;
}

/** The activations that are kept, each with the time that it is. Throws `inferShapes`'s errors. */
export function buffersOf(network: Network): readonly Buffer[] {
  const stored = storage(network, inferShapes(network), readersOf(network));
  const last = new Map<string, number>();
  network.layers.forEach(({ inputs }, position) => {
    for (const input of inputs) for (const name of stored.get(input) ?? []) last.set(name, position);
  });
  const ends = new Set([network.output, deliveredLayer(network)].flatMap((name) => stored.get(name) ?? []));
  return network.layers.flatMap((layer, position): Buffer[] => {
    const own = stored.get(layer.name);
    if (layer.kind === 'constant' || own?.length !== 1 || own[0] !== layer.name) return [];
    const until = ends.has(layer.name) ? network.layers.length - 1 : (last.get(layer.name) ?? position);
    return [{ layer: layer.name, first: position, last: until }];
  });
}

/** For each layer the layers whose buffers its output lies in; its own where it needs one. */
function storage(
  network: Network,
  shapes: ReadonlyMap<string, Shape>,
  readers: ReadonlyMap<string, readonly Layer[]>,
): ReadonlyMap<string, readonly string[]> {
  const constants = new Set(network.layers.filter(({ kind }) => kind === 'constant').map(({ name }) => name));
  const stored = new Map<string, readonly string[]>();
  for (const layer of network.layers) {
    const of = (name: string) => stored.get(name) ?? [];
    switch (layer.kind) {
      case 'batchnorm':
      case 'relu':
      case 'activation':
      case 'prelu':
      case 'select':
      case 'crop':
        stored.set(layer.name, of(layer.inputs[0]));
        break;
      case 'concat':
        stored.set(layer.name, [...new Set(layer.inputs.flatMap(of))]);
        break;
      case 'constant':
        stored.set(layer.name, []);
        break;
      case 'add':
      case 'sub':
      case 'mul':
      case 'div': {
        const free = layer.inputs.some((name) => constants.has(name));
        const host = layer.inputs.find((name) => hosts(shapes, readers, name, layer, of(name)));
        const held = host === undefined ? [layer.name] : of(host);
        stored.set(layer.name, free ? layer.inputs.flatMap(of) : held);
        break;
      }
      default:
        // The pooling then reads what the convolution reads.
        stored.set(layer.name, feedsPoolOnly(layer, readers) ? of(layer.inputs[0]) : [layer.name]);
    }
  }
  return stored;
}

/** Whether arithmetic can write over one of its operands: a convolution's result, as large, that nothing else reads. */
function hosts(
  shapes: ReadonlyMap<string, Shape>,
  readers: ReadonlyMap<string, readonly Layer[]>,
  operand: string,
  { name }: Layer,
  buffers: readonly string[],
): boolean {
  const [given, wanted] = [shapeOf(shapes, operand), shapeOf(shapes, name)];
  const sameSize =
    given.channels === wanted.channels && given.height === wanted.height && given.width === wanted.width;
  return sameSize && buffers.length === 1 && readers.get(operand)?.length === 1;
}

/** Whether a convolution's output goes, by way of layers that work in place, into one max pooling and nowhere else. */
function feedsPoolOnly(layer: Layer, readers: ReadonlyMap<string, readonly Layer[]>): boolean {
  if (layer.kind !== 'conv' && layer.kind !== 'convtranspose') return false;
  let name = layer.name;
  for (;;) {
    const found = readers.get(name) ?? [];
    if (found.length !== 1) return false;
    const [reader] = found;
    if (reader.kind === 'maxpool') return true;
    if (reader.kind !== 'batchnorm' && reader.kind !== 'relu' && reader.kind !== 'activation') return false;
    name = reader.name;
  }
}

function readersOf(network: Network): ReadonlyMap<string, readonly Layer[]> {
  const readers = new Map<string, Layer[]>();
  for (const layer of network.layers) {
    for (const name of layer.inputs) readers.set(name, [...(readers.get(name) ?? []), layer]);
  }
  return readers;
}

import { deliveredLayer, type Layer, type Network } from './layer.js';

/** Layers that run one behind the other and that nothing else reads in between, as one step of the network. */
export interface Chain {
  /** In running order. */
  readonly layers: readonly Layer[];
  /** The chains that it reads, by position, without repetition. */
  readonly inputs: readonly number[];
}

/**
 * A network as chains, in running order: batch norm, activations and arithmetic with constants go to the layer before
 * them, where nothing else reads that. Constants are in no chain.
 */
export function chainLayers(network: Network): readonly Chain[] {
  const readers = countReaders(network);
  const constants = new Set(network.layers.filter(({ kind }) => kind === 'constant').map(({ name }) => name));
  const chains: { layers: Layer[]; inputs: Set<number> }[] = [];
  const chainOf = new Map<string, number>();
  for (const layer of network.layers) {
    const inputs = layer.inputs.filter((name) => !constants.has(name));
    const source = follows(layer, inputs) ? inputs[0] : undefined;
    const position = source !== undefined && readers.get(source) === 1 ? chainOf.get(source) : undefined;
    if (position !== undefined) {
      chains[position].layers.push(layer);
      chainOf.set(layer.name, position);
    } else if (!constants.has(layer.name)) {
      const read = new Set(inputs.flatMap((name) => chainOf.get(name) ?? []));
      chainOf.set(layer.name, chains.push({ layers: [layer], inputs: read }) - 1);
    }
  }
  return chains.map(({ layers, inputs }) => ({ layers, inputs: [...inputs] }));
}

function follows({ kind }: Layer, inputs: readonly string[]): boolean {
  switch (kind) {
    case 'batchnorm':
    case 'relu':
    case 'activation':
    case 'prelu':
      return true;
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return inputs.length === 1;
    default:
      return false;
  }
}

/** How many layers read each output; whoever takes a result of the network counts as one. */
function countReaders(network: Network): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  const results = new Set([network.output, deliveredLayer(network)]);
  for (const name of [...results, ...network.layers.flatMap(({ inputs }) => inputs)]) {
    readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  return readers;
}

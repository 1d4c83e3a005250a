import { type Layer, type Network } from './layer.js';
import { countReaders } from './readers.js';

/** Layers that run one behind the other and that nothing else reads in between, as one step of the network. */
export interface Chain {
  /** In running order. */
  readonly layers: readonly Layer[];
  /** The chains that it reads, by position, without repetition. */
  readonly inputs: readonly number[];
}

/**
 * A network as chains, in running order: batch norm, activations and arithmetic with constants go to the layer before
 * them, where nothing else reads that; so do a gate and the multiplication with what it gates, as in x * sigmoid(x).
 * Constants are in no chain.
 */
export function chainLayers(network: Network): readonly Chain[] {
  const readers = countReaders(network);
  const constants = new Set(network.layers.filter(({ kind }) => kind === 'constant').map(({ name }) => name));
  const chains = new Set<Draft>();
  const chainOf = new Map<string, Draft>();
  for (const layer of network.layers) {
    if (constants.has(layer.name)) continue;
    const inputs = layer.inputs.flatMap((name) => chainOf.get(name) ?? []);
    const chain = goesOn(layer, inputs, readers) ?? gatedBy(layer, inputs, readers);
    if (chain === undefined) {
      const fresh = { layers: [layer], inputs: new Set(inputs) };
      chains.add(fresh);
      chainOf.set(layer.name, fresh);
      continue;
    }
    for (const gate of inputs) {
      if (gate === chain) continue;
      chain.layers.push(...gate.layers);
      chains.delete(gate);
    }
    chain.layers.push(layer);
    for (const { name } of chain.layers) chainOf.set(name, chain);
  }
  const positions = new Map([...chains].map((chain, position) => [chain, position]));
  return [...chains].map(({ layers, inputs }) => ({
    layers,
    inputs: [...inputs].flatMap((input) => positions.get(input) ?? []),
  }));
}

interface Draft {
  readonly layers: Layer[];
  readonly inputs: ReadonlySet<Draft>;
}

/** The chain that a layer goes on, where it is the only one to read that. */
function goesOn(
  layer: Layer,
  inputs: readonly Draft[],
  readers: ReadonlyMap<string, number>,
): Draft | undefined {
  if (inputs.length !== 1 || !isElementwise(layer)) return undefined;
  return readers.get(lastOf(inputs[0])) === 1 ? inputs[0] : undefined;
}

/** The chain that a layer multiplies with a function of itself, where nothing else reads either. */
function gatedBy(
  layer: Layer,
  inputs: readonly Draft[],
  readers: ReadonlyMap<string, number>,
): Draft | undefined {
  if (layer.kind !== 'mul' || inputs.length !== 2) return undefined;
  const [gate, gated] = inputs[0].inputs.has(inputs[1]) ? inputs : [inputs[1], inputs[0]];
  const only = gate.inputs.size === 1 && gate.inputs.has(gated) && gate.layers.every(isElementwise);
  const alone = readers.get(lastOf(gate)) === 1 && readers.get(lastOf(gated)) === 2;
  return only && alone ? gated : undefined;
}

function isElementwise({ kind }: Layer): boolean {
  return ['batchnorm', 'relu', 'activation', 'prelu', 'add', 'sub', 'mul', 'div'].includes(kind);
}

function lastOf({ layers }: Draft): string {
  return layers[layers.length - 1].name;
}

import { deliveredLayer, type Network } from './layer.js';

/** How many layers read each output; whoever takes a result of the network counts as one. */
export function countReaders(network: Network): ReadonlyMap<string, number> {
  const readers = new Map<string, number>();
  const results = new Set([network.output, deliveredLayer(network)]);
  for (const name of [...results, ...network.layers.flatMap(({ inputs }) => inputs)]) {
    readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  return readers;
}

/** Layers that use another's parameters, and those others. */
export function sharedLayers(network: Network): ReadonlySet<string> {
  const shared = new Set<string>();
  for (const layer of network.layers) {
    if ('shares' in layer && layer.shares !== undefined) shared.add(layer.name).add(layer.shares);
  }
  return shared;
}

import { deliveredLayer, type Layer, type Network } from '../../../core/network/layer.js';
import { countReaders } from '../../../core/network/readers.js';
import type { FusedActivation } from './model.js';

/** An activation that the operator before it applies. */
export interface Fusion {
  /** The layer of the activation, whose value the operator gives in place of its own. */
  readonly layer: string;
  readonly activation: FusedActivation;
}

/** Layers that become operators with room for an activation. */
const FUSING: ReadonlySet<Layer['kind']> = new Set(['conv', 'batchnorm', 'add', 'sub', 'mul']);

/** The activation behind each layer that takes one along, by the name of that layer. */
export function fusions(network: Network): ReadonlyMap<string, Fusion> {
  const layers = new Map(network.layers.map((layer) => [layer.name, layer]));
  const readers = countReaders(network);
  return new Map(
    network.layers.flatMap((layer): [string, Fusion][] => {
      const activation = fusedActivation(layer);
      const before = layers.get(layer.inputs[0] ?? '');
      if (activation === undefined || before === undefined) return [];
      const alone = FUSING.has(before.kind) && readers.get(before.name) === 1;
      return alone ? [[before.name, { layer: layer.name, activation }]] : [];
    }),
  );
}

/** The activation that a layer is, where TFLite's operators have room for it. */
export function fusedActivation(layer: Layer): FusedActivation | undefined {
  if (layer.kind === 'relu') return 'RELU';
  if (layer.kind !== 'activation' || layer.function.name !== 'clip') return undefined;
  const { min, max } = layer.function;
  if (min === 0 && max === null) return 'RELU';
  if (min === 0 && max === 6) return 'RELU6';
  return min === -1 && max === 1 ? 'RELU_N1_TO_1' : undefined;
}

/** The layers that the delivered one follows from, itself included. */
export function neededLayers(network: Network): readonly Layer[] {
  const needed = new Set([deliveredLayer(network)]);
  for (const { name, inputs } of network.layers.toReversed()) {
    if (needed.has(name)) for (const input of inputs) needed.add(input);
  }
  return network.layers.filter(({ name, kind }) => kind === 'input' || needed.has(name));
}

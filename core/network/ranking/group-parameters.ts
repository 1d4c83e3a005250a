import type { ChannelGroup } from '../groups.js';
import {
  deliveredLayer,
  type BatchNormLayer,
  type ConvLayer,
  type ConvTransposeLayer,
  type Layer,
  type Network,
} from '../layer.js';

/** A layer's parameters that make a group's channels: channel `i` of the group is made by those at `indices[i]`. */
export interface Bank<L extends Layer> {
  /** The layer that owns the parameters. */
  readonly layer: L;
  readonly indices: readonly number[];
}

export type FilterBank = Bank<ConvLayer | ConvTransposeLayer>;
export type NormBank = Bank<BatchNormLayer>;

/** All parameters that make the channels of a group. */
export interface GroupParameters {
  readonly channels: number;
  readonly filters: readonly FilterBank[];
  /** Batch norms that follow a filter and nothing else reads the filter's output. */
  readonly norms: readonly NormBank[];
  /** Those of `filters` that no batch norm follows, in one of their uses at least. */
  readonly bare: readonly FilterBank[];
}

/** Finds the parameters of groups of a network. */
export function groupParameters(network: Network): (group: ChannelGroup) => GroupParameters {
  const layers = new Map(network.layers.map((layer) => [layer.name, layer]));
  const followers = batchNormsAfter(network);
  return ({ channels, members }) => {
    const filters = new Map<string, FilterBank>();
    const norms = new Map<string, NormBank>();
    const bare = new Map<string, FilterBank>();
    for (const { layer: name, indices } of members) {
      const layer = layers.get(name);
      if (layer?.kind !== 'conv' && layer?.kind !== 'convtranspose') continue;
      const norm = followers.get(name);
      add(filters, ownerOf(layer, layers), indices);
      if (norm === undefined) add(bare, ownerOf(layer, layers), indices);
      else add(norms, ownerOf(norm, layers), indices);
    }
    return { channels, filters: [...filters.values()], norms: [...norms.values()], bare: [...bare.values()] };
  };
}

/** Once for each owner and its channels: those who share come to the same entry. */
function add<L extends Layer>(banks: Map<string, Bank<L>>, layer: L, indices: readonly number[]): void {
  banks.set(`${layer.name} ${indices.join()}`, { layer, indices });
}

/** The layer whose parameters a layer uses. It is of the same kind: `checkWiring` sees to that. */
function ownerOf<L extends ConvLayer | ConvTransposeLayer | BatchNormLayer>(
  layer: L,
  layers: ReadonlyMap<string, Layer>,
): L {
  const owner = layer.shares === undefined ? undefined : layers.get(layer.shares);
  return owner === undefined ? layer : { ...layer, name: owner.name };
}

/** By layer, the batch norm that is the only one to read it. */
function batchNormsAfter(network: Network): ReadonlyMap<string, BatchNormLayer> {
  const taken = new Set([network.output, deliveredLayer(network)]);
  const norms = new Map<string, BatchNormLayer>();
  for (const layer of network.layers) {
    for (const input of layer.inputs) {
      if (layer.kind === 'batchnorm' && !taken.has(input)) norms.set(input, layer);
      else norms.delete(input);
      taken.add(input);
    }
  }
  return norms;
}

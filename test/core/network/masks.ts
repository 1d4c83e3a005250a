import { channelGroups } from '../../../core/network/groups.js';
import { deliveredLayer, type Network } from '../../../core/network/layer.js';
import type { PrunePlan } from '../../../core/network/plan.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import { Random } from '../../../core/random.js';
import type { Masks } from './interpreter.js';

/** The channels that a plan prunes, for the whole network. */
export function masksOf(network: Network, plan: PrunePlan): Masks {
  const masks = new Map<string, Set<number>>();
  for (const { id, members } of channelGroups(network)) {
    if (!(id in plan.keep)) continue;
    const kept = new Set(plan.keep[id]);
    for (const { layer, indices } of members) {
      const mask = masks.get(layer) ?? new Set<number>();
      masks.set(layer, mask);
      indices.forEach((index, channel) => kept.has(channel) || mask.add(index));
    }
  }
  return masks;
}

/** A normal random image for a network, CHW. */
export function randomImage(network: Network, seed: number): Float64Array {
  const { channels, height, width } = shapeOf(inferShapes(network), network.layers[0].name);
  const random = Random.fromSeed(seed);
  return Float64Array.from({ length: channels * height * width }, () => random.normal());
}

/** The network without an argmax behind its logits, where rounding would not show or show as another class. */
export function beforeArgmax(network: Network): Network {
  const delivered = network.layers.find(({ name }) => name === deliveredLayer(network));
  return delivered?.kind === 'argmax' ? { ...network, delivers: undefined } : network;
}

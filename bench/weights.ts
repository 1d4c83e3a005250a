import type { Network } from '../core/network/layer.js';
import { parameterShapes } from '../core/network/parameters.js';
import type { Tensor, Weights } from '../core/network/weights.js';

/** Weights that cost no time to draw; every page of their memory is written, as real ones are. */
export function filledWeights(network: Network): Weights {
  const weights = new Map<string, Tensor>();
  for (const [name, shape] of parameterShapes(network)) {
    const size = shape.reduce((product, side) => product * side, 1);
    weights.set(name, { shape, data: new Float32Array(size).fill(0.5) });
  }
  return weights;
}

/** The bytes that weights take. */
export function weightBytes(weights: Weights): number {
  let bytes = 0;
  for (const { data } of weights.values()) bytes += data.byteLength;
  return bytes;
}

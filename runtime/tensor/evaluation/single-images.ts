import type { Network } from '../../../core/network/layer.js';
import type { FloatTensor } from './session.js';

/** Images as batches that a network can run: one by one where it is for single images, else as they are. */
export function runnableBatches(network: Network, images: FloatTensor): readonly FloatTensor[] {
  const [count, ...image] = images.shape;
  if (network.singleImage !== true || count === 1) return [images];
  const size = images.data.length / count;
  return Array.from({ length: count }, (_, n) => ({
    shape: [1, ...image],
    data: images.data.subarray(n * size, (n + 1) * size),
  }));
}

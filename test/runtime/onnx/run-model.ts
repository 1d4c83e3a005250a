import type { Network } from '../../../core/network/layer.js';
import { Random } from '../../../core/random.js';
import { floatsOf, runSession, withSession } from '../../../runtime/tensor/evaluation/session.js';

/** What a model gives for some images, in onnxruntime. */
export async function runModel(
  model: Uint8Array,
  network: Network,
  images: Float32Array,
): Promise<Float32Array> {
  const [input] = network.layers;
  if (input.kind !== 'input') throw new Error('no input');
  const size = input.channels * input.height * input.width;
  const shape = [images.length / size, input.channels, input.height, input.width];
  return withSession(model, async (session) =>
    floatsOf(await runSession(session, { shape, data: images }), session.outputNames[0]),
  );
}

/** Normal random images for a network. */
export function randomImages(network: Network, count: number, seed: number): Float32Array {
  const [input] = network.layers;
  if (input.kind !== 'input') throw new Error('no input');
  const random = Random.fromSeed(seed);
  return Float32Array.from({ length: count * input.channels * input.height * input.width }, () =>
    random.normal(),
  );
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}`);
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
}

import { deriveSeed, Random } from '../../random.js';
import type { ChannelGroup } from '../groups.js';

/** Uniform random importances, by seed and group alone: the control that any criterion has to beat. */
export function randomImportance({ id, channels }: ChannelGroup, seed: number): Float64Array {
  const random = Random.fromSeed(deriveSeed(seed, 'ranking', id));
  return Float64Array.from({ length: channels }, () => random.next());
}

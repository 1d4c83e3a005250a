import fc from 'fast-check';
import type { ChannelGroup } from '../../../core/network/groups.js';
import type { Network } from '../../../core/network/layer.js';
import { parameterShapes } from '../../../core/network/parameters.js';
import type { GroupId, PrunePlan } from '../../../core/network/plan.js';
import type { Tensor, Weights } from '../../../core/network/weights.js';
import { Random } from '../../../core/random.js';
import { Grower } from './random-networks/grower.js';
import { STEPS } from './random-networks/steps.js';

/** Channels of all open ends beyond which a network grows no further. */
const MOST_CHANNELS = 60;

/** A small random network of all the topologies that segmentation networks are made of. */
export const networks: fc.Arbitrary<Network> = fc
  .record({
    seed: fc.integer({ min: 0 }),
    channels: fc.integer({ min: 1, max: 3 }),
    steps: fc.array(fc.constantFrom(...Object.keys(STEPS)), { minLength: 1, maxLength: 12 }),
    tail: fc.constantFrom('logits', 'softmax', 'argmax'),
  })
  .map(({ seed, channels, steps, tail }) =>
    growNetwork(new Grower(Random.fromSeed(seed), channels), steps, tail),
  );

function growNetwork(
  grower: Grower,
  steps: readonly string[],
  tail: 'logits' | 'softmax' | 'argmax',
): Network {
  const { ends, layers } = grower;
  steps.forEach((step, index) => {
    const channels = ends.reduce((sum, end) => sum + grower.width(end), 0);
    if (channels < MOST_CHANNELS) ends.push(STEPS[step](grower, `${step} ${index}`));
  });
  const last = ends.slice(-3);
  const joined = last.length > 1 ? grower.join('concat', 'joined', ...last) : last[0];
  const output = grower.conv('classifier', joined, 2, { bias: true });
  if (tail === 'logits') return { layers, output };
  return { layers, output, delivers: grower.push({ name: tail, kind: tail, inputs: [output] }) };
}

/**
 * Weights that leave no channel at zero and outputs of moderate size: filters normal, over the root of what they sum;
 * shifts and running statistics random too; variances and constants well above zero, so that they can divide.
 */
export function randomWeights(network: Network, seed: number): Weights {
  const random = Random.fromSeed(seed);
  const weights = new Map<string, Tensor>();
  for (const [name, shape] of parameterShapes(network)) {
    const size = shape.reduce((product, side) => product * side, 1);
    const positive = name.endsWith('.running_var') || name.endsWith('.value');
    const deviation = shape.length === 4 ? Math.sqrt(shape[0] / size) : 1;
    const value = (): number => (positive ? 0.5 + random.next() : deviation * random.normal());
    weights.set(name, { shape, data: Float32Array.from({ length: size }, value) });
  }
  return weights;
}

/** Keeps at least one random channel of each prunable group. */
export function randomPlan(groups: readonly ChannelGroup[], seed: number): PrunePlan {
  const random = Random.fromSeed(seed);
  const keep: Record<GroupId, readonly number[]> = {};
  for (const { id, channels, prunable } of groups) {
    if (!prunable) continue;
    const order = random.shuffle(Array.from({ length: channels }, (_, channel) => channel));
    keep[id] = order.slice(0, 1 + random.below(channels)).sort((a, b) => a - b);
  }
  return { version: 1, keep };
}

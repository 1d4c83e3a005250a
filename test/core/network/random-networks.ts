import fc from 'fast-check';
import type { ChannelGroup } from '../../../core/network/groups.js';
import type { Layer, Network, Shape } from '../../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import { parameterShapes } from '../../../core/network/parameters.js';
import type { GroupId, PrunePlan } from '../../../core/network/plan.js';
import type { Tensor, Weights } from '../../../core/network/weights.js';
import { Random } from '../../../core/random.js';

const STEPS = [
  'block',
  'plain conv',
  'residual',
  'add',
  'concat',
  'depthwise',
  'multiplied depthwise',
  'grouped',
  'maxpool',
  'image pooling',
] as const;
type Step = (typeof STEPS)[number];

/** A small random network of all the topologies that segmentation networks are made of. */
export const networks: fc.Arbitrary<Network> = fc
  .record({
    seed: fc.integer({ min: 0 }),
    channels: fc.integer({ min: 1, max: 3 }),
    steps: fc.array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 12 }),
  })
  .map(({ seed, channels, steps }) => growNetwork(Random.fromSeed(seed), channels, steps));

/** Layers are on one 4x4 grid, so that any two outputs can be joined; strides are left to the architectures. */
function growNetwork(random: Random, channels: number, steps: readonly Step[]): Network {
  const layers: Layer[] = [{ name: 'image', kind: 'input', inputs: [], channels, height: 4, width: 4 }];
  const ends: string[] = ['image'];
  const shape = (name: string): Shape => shapeOf(inferShapes({ layers, output: name }), name);
  const pick = (from: readonly string[]): string => from[random.below(from.length)];
  const push = (layer: Layer): string => {
    layers.push(layer);
    return layer.name;
  };
  const conv = (name: string, input: string, outChannels: number, groups = 1, bias = false): string => {
    const kernel = random.below(2) * 2 + 1;
    const dilation = 1 + random.below(2);
    const side = (dilation * (kernel - 1)) / 2;
    return push({
      name,
      kind: 'conv',
      inputs: [input],
      outChannels,
      kernel: [kernel, kernel],
      stride: [1, 1],
      dilation: [dilation, dilation],
      padding: { top: side, left: side, bottom: side, right: side },
      groups,
      bias,
    });
  };
  const norm = (input: string): string =>
    push({ name: `${input}.bn`, kind: 'batchnorm', inputs: [input], epsilon: 1e-3 });
  const block = (name: string, input: string, outChannels: number, groups = 1): string =>
    push({ name: `${name}.relu`, kind: 'relu', inputs: [norm(conv(name, input, outChannels, groups))] });
  const grow = (step: Step, name: string): string => {
    const input = pick(ends);
    const width = shape(input).channels;
    switch (step) {
      case 'block':
        return block(name, input, 1 + random.below(4));
      case 'plain conv':
        return conv(name, input, 1 + random.below(4), 1, true);
      case 'residual': {
        const inner = block(`${name}.inner`, input, 1 + random.below(4));
        return push({ name, kind: 'add', inputs: [norm(conv(`${name}.outer`, inner, width)), input] });
      }
      case 'add': {
        const partners = ends.filter((end) => shape(end).channels === width);
        return push({ name, kind: 'add', inputs: [input, pick(partners)] });
      }
      case 'concat':
        return push({ name, kind: 'concat', inputs: [input, pick(ends)] });
      case 'depthwise':
        return block(name, input, width, width);
      case 'multiplied depthwise':
        return block(name, input, 2 * width, width);
      case 'grouped':
        return conv(name, input, 2, width % 2 === 0 ? 2 : 1);
      case 'maxpool':
        return push({
          name,
          kind: 'maxpool',
          inputs: [input],
          kernel: [3, 3],
          stride: [1, 1],
          padding: { top: 1, left: 1, bottom: 1, right: 1 },
        });
      case 'image pooling': {
        const pooled = push({ name: `${name}.pool`, kind: 'globalaveragepool', inputs: [input] });
        return push({
          name,
          kind: 'resize',
          inputs: [pooled],
          height: 4,
          width: 4,
          coordinates: 'half_pixel',
          interpolation: { mode: 'linear' },
        });
      }
    }
  };
  steps.forEach((step, index) => {
    if (ends.reduce((sum, end) => sum + shape(end).channels, 0) < 60)
      ends.push(grow(step, `${step} ${index}`));
  });
  const last = ends.slice(-3);
  const joined = last.length > 1 ? push({ name: 'joined', kind: 'concat', inputs: last }) : last[0];
  return { layers, output: conv('classifier', joined, 2, 1, true) };
}

/** Weights that leave no channel at zero: shifts and running statistics are random too. */
export function randomWeights(network: Network, seed: number): Weights {
  const random = Random.fromSeed(seed);
  const weights = new Map<string, Tensor>();
  for (const [name, shape] of parameterShapes(network)) {
    const size = shape.reduce((product, side) => product * side, 1);
    const value = (): number => (name.endsWith('.running_var') ? 0.5 + random.next() : random.normal());
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

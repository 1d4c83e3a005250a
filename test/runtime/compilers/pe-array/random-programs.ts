import fc from 'fast-check';
import type { PeArrayTarget } from '../../../../core/hardware/target.js';
import type { Layer, Network } from '../../../../core/network/layer.js';
import { Random } from '../../../../core/random.js';
import type { ActivationRange } from '../../../../runtime/compilers/quantisation/calibrate.js';
import { draftOperations } from '../../../../runtime/compilers/pe-array/draft.js';
import type { QuantisedNetwork, WordBits } from '../../../../runtime/compilers/pe-array/operations.js';
import { observedLayers, quantise } from '../../../../runtime/compilers/pe-array/quantise.js';
import { foldBatchNorm } from '../../../../runtime/onnx/fold.js';
import { randomWeights } from '../../../core/network/random-networks.js';
import { Grower } from '../../../core/network/random-networks/grower.js';
import { type Step, STEPS } from '../../../core/network/random-networks/steps.js';

const KNOWN = [
  'block',
  'plain conv',
  'depthwise',
  'multiplied depthwise',
  'grouped',
  'strided and resized',
  'residual',
  'concat',
  'concat of three',
  'image pooling',
  'maxpool',
] as const;

const OWN: Readonly<Record<string, Step>> = {
  sum: (g, name) => {
    const input = g.end();
    return g.join('add', name, input, g.end(g.width(input)));
  },
  'rectified sum': (g, name) => {
    const input = g.end();
    const left = g.relu(g.conv(`${name}.left`, input, 3));
    return g.relu(g.join('add', name, g.conv(`${name}.right`, input, 3), left));
  },
  clipped: (g, name) => g.activation(g.block(name, g.end(), g.some(4)), { name: 'clip', min: 0, max: 1.5 }),
  'rectified by readers': (g, name) => g.push({ name, kind: 'relu', inputs: [g.end()] }),
  'pooled while convolved': (g, name) => {
    const conv = g.relu(g.conv(`${name}.conv`, g.end(), g.some(5)));
    const padding = { top: 1, left: 1, bottom: 1, right: 1 };
    const small = g.push({
      name: `${name}.pool`,
      kind: 'maxpool',
      inputs: [conv],
      kernel: [3, 3],
      stride: [2, 2],
      padding,
    });
    return g.resize(name, small);
  },
};

const TOPOLOGIES: Readonly<Record<string, Step>> = {
  ...Object.fromEntries(KNOWN.map((name) => [name, STEPS[name]])),
  ...OWN,
};

/**
 * Small random networks that the PE array can run, with logits or classes at their end. With a stem, one convolution reads
 * the image and all else reads that.
 */
export function runnableNetworks({ stem }: { readonly stem: boolean }): fc.Arbitrary<Network> {
  return fc
    .record({
      seed: fc.integer({ min: 0 }),
      channels: fc.integer({ min: 1, max: 5 }),
      steps: fc.array(fc.constantFrom(...Object.keys(TOPOLOGIES)), { minLength: 1, maxLength: 8 }),
      chooses: fc.boolean(),
    })
    .map(({ seed, channels, steps, chooses }) => {
      const grower = new Grower(Random.fromSeed(seed), channels);
      if (stem) grower.ends.splice(0, 1, grower.block('stem', 'image', grower.some(6)));
      return growNetwork(grower, steps, chooses);
    })
    .filter((network) => draftOperations(network).obstacles.length === 0);
}

function growNetwork(grower: Grower, steps: readonly string[], chooses: boolean): Network {
  steps.forEach((step, index) => {
    const width = grower.ends.reduce((sum, end) => sum + grower.width(end), 0);
    if (width < 40) grower.ends.push(TOPOLOGIES[step](grower, `${step} ${index}`));
  });
  const last = grower.ends.slice(-2);
  const joined = last.length > 1 ? grower.join('concat', 'joined', ...last) : last[0];
  const output = grower.conv('classifier', joined, 3, { bias: true });
  if (!chooses) return { layers: leadingTo(output, grower.layers), output };
  const delivers = grower.push({ name: 'classes', kind: 'argmax', inputs: [output] });
  return { layers: leadingTo(delivers, grower.layers), output, delivers };
}

function leadingTo(end: string, layers: readonly Layer[]): readonly Layer[] {
  const needed = new Set([end]);
  return layers
    .toReversed()
    .filter(({ name, kind, inputs }) => {
      const leads = needed.has(name) || kind === 'input';
      if (leads) for (const input of inputs) needed.add(input);
      return leads;
    })
    .toReversed();
}

const side = fc.integer({ min: 1, max: 3 });

/** Arrays of few cells, and tiles of few pixels, so that small networks have edges of all kinds. */
export const arrays: fc.Arbitrary<PeArrayTarget> = fc.record({
  model: fc.constant('pe-array' as const),
  spatialUnroll: fc.record({
    C: fc.integer({ min: 1, max: 5 }),
    K: fc.integer({ min: 1, max: 5 }),
    FX: side,
  }),
  clockMhz: fc.integer({ min: 50, max: 400 }),
  wordBits: fc.constantFrom<WordBits>(8, 16),
  dramGbps: fc.double({ min: 0.5, max: 100, noNaN: true }),
  tile: fc.record({ width: side, height: side }),
});

/**
 * A network with random weights in words. Ranges are drawn rather than taken, so that much is clipped, and more is shifted
 * than real images would have it.
 */
export function randomlyQuantised(network: Network, seed: number, bits: WordBits): QuantisedNetwork {
  const random = Random.fromSeed(seed);
  const draft = draftOperations(network);
  const ranges = new Map<string, ActivationRange>();
  for (const layer of observedLayers(network, draft)) {
    const max = 2 ** (8 * random.next() - 4);
    const sample = Float32Array.from({ length: 8 }, () => (2 * random.next() - 1) * max);
    ranges.set(layer, { min: -max, max, sample });
  }
  const weights = randomWeights(network, seed);
  return quantise(network, draft, foldBatchNorm(network, weights).weights, ranges, bits);
}

/** Words of a random image, the most extreme ones among them. */
export function randomImage({ tensors, input, wordBits }: QuantisedNetwork, seed: number): number[] {
  const random = Random.fromSeed(seed);
  const { channels, height, width } = tensors[input];
  const top = 2 ** (wordBits - 1);
  return Array.from({ length: channels * height * width }, () =>
    random.below(8) === 0 ? (random.below(2) === 0 ? -top : top - 1) : random.below(2 * top) - top,
  );
}

import type { PeArrayTarget } from '../../../core/hardware/target.js';
import { type Lifetime, mapMemory } from './memory-map.js';
import { type Operation, operandsOf, type QuantisedNetwork, type WeightedConv } from './operations.js';
import {
  type Accelerator,
  type Instruction,
  packedLength,
  partChannels,
  type Program,
  slotWords,
  type Tile,
} from './program.js';

const DEFAULT_TILE: Tile = { width: 10, height: 10 };
/** The first operation reads the image in strips along its rows. */
const STRIP: Tile = { width: 80, height: 1 };
/** Windows of a dilated kernel have next to nothing in common. */
const PIXEL: Tile = { width: 1, height: 1 };

/** Lays a quantised network out for an accelerator: tiles, weights in the array's order, tensors in memory. */
export function assemble(network: QuantisedNetwork, target: PeArrayTarget): Program {
  const { C, K, FX = 1 } = target.spatialUnroll;
  const { clockMhz, dramGbps, tile = DEFAULT_TILE, passCycles = 0, traffic = 'windows' } = target;
  const accelerator: Accelerator = {
    wordBits: network.wordBits,
    unroll: { C, K, FX },
    clockMhz,
    dramGbps,
    passCycles,
    fill: tile,
    traffic,
  };
  const { addresses, words } = mapMemory(lifetimes(network, accelerator));
  return {
    accelerator,
    memoryWords: words,
    slots: network.tensors.map((tensor, index) => ({ ...tensor, address: addresses[index] })),
    input: network.input,
    output: network.output,
    instructions: network.operations.map((operation, index) =>
      instructionOf(network, operation, accelerator, tileOf(operation, index === 0, tile)),
    ),
  };
}

/** From the operation that writes a tensor to the last one that reads it; host and accelerator exchange the ends. */
export function lifetimes(
  { tensors, operations, input, output }: QuantisedNetwork,
  accelerator: Accelerator,
): readonly Lifetime[] {
  const first = tensors.map(() => -1);
  const last = tensors.map(() => -1);
  operations.forEach((operation, step) => {
    first[operation.output] = step;
    last[operation.output] = step;
    for (const { tensor } of operandsOf(operation)) last[tensor] = step;
  });
  first[input] = -1;
  last[output] = operations.length;
  return tensors.map((tensor, index) => ({
    words: slotWords(tensor, accelerator),
    first: first[index],
    last: last[index],
  }));
}

function tileOf(operation: Operation, first: boolean, tile: Tile): Tile {
  if (operation.kind === 'conv' && Math.max(...operation.dilation) > 1) return PIXEL;
  return first ? STRIP : tile;
}

function instructionOf(
  network: QuantisedNetwork,
  operation: Operation,
  accelerator: Accelerator,
  tile: Tile,
): Instruction {
  if (operation.kind !== 'conv') return operation;
  const parts = partChannels(operation, network.tensors);
  return { ...operation, tile, weights: packWeights(operation, parts, accelerator) };
}

function packWeights(conv: WeightedConv, parts: readonly number[], accelerator: Accelerator): Int16Array {
  const { C, K, FX } = accelerator.unroll;
  const { groups, weights, window } = conv;
  const [kh, kw] = window.kernel;
  const perGroup = conv.outChannels / groups;
  const inChannels = parts.reduce((sum, channels) => sum + channels, 0);
  const packed = new Int16Array(packedLength(conv, parts, accelerator));
  let at = 0;
  const fill = (
    group: number,
    firstOut: number,
    firstIn: number,
    lanes: number,
    ky: number,
    firstX: number,
  ) => {
    for (let fx = 0; fx < FX; fx++) {
      for (let k = 0; k < K; k++) {
        for (let c = 0; c < C; c++, at++) {
          if (firstX + fx >= kw || firstOut + k >= perGroup || c >= lanes) continue;
          const row = (group * perGroup + firstOut + k) * inChannels + firstIn + c;
          packed[at] = weights[(row * kh + ky) * kw + firstX + fx];
        }
      }
    }
  };
  for (let group = 0; group < groups; group++) {
    for (let out = 0; out < perGroup; out += K) {
      let start = 0;
      for (const channels of parts) {
        for (let block = 0; block < channels; block += C) {
          for (let ky = 0; ky < kh; ky++) {
            for (let kx = 0; kx < kw; kx += FX) fill(group, out, start + block, channels - block, ky, kx);
          }
        }
        start += channels;
      }
    }
  }
  return packed;
}

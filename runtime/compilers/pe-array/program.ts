import type { ConvOperation, PlainOperation, QuantisedTensor, WordBits } from './operations.js';

/** The accelerator that a program is for. */
export interface Accelerator {
  readonly wordBits: WordBits;
  /** Input channels, output channels and kernel columns that the array multiplies in a cycle. */
  readonly unroll: { readonly C: number; readonly K: number; readonly FX: number };
  readonly clockMhz: number;
  /** 10^9 bits a second. */
  readonly dramGbps: number;
  /** Cycles that are lost whenever the array is filled: for each `fill` of outputs, C input and K output channels. */
  readonly passCycles: number;
  readonly fill: Tile;
  /** What passes memory while the array computes: input windows, or weights, operands and outputs as well. */
  readonly traffic: 'windows' | 'all';
}

export interface Tile {
  readonly width: number;
  readonly height: number;
}

/**
 * A tensor in the accelerator's memory, from the word `address` on: blocks of C channels, the last one padded with zeros;
 * in a block row by row, pixel by pixel, and the C channels of a pixel side by side.
 */
export interface Slot extends QuantisedTensor {
  readonly address: number;
}

/**
 * A convolution as the array runs it, in output tiles. `weights` are padded with zeros to the unrolling, in the order in
 * which the array takes them: group, K output channels, part, C input channels, kernel row, FX kernel columns; in each
 * of these by column, output channel and input channel. A part is one of the inputs; grouped convolutions have one.
 */
export type ConvInstruction = ConvOperation & { readonly tile: Tile; readonly weights: Int16Array };

export type Instruction = ConvInstruction | PlainOperation;

export interface Program {
  readonly accelerator: Accelerator;
  /** Words that all tensors need together, those that are never alive at once in the same place. */
  readonly memoryWords: number;
  readonly slots: readonly Slot[];
  readonly input: number;
  readonly output: number;
  readonly instructions: readonly Instruction[];
}

/** Words that a tensor takes. */
export function slotWords(
  { channels, height, width }: Pick<Slot, 'channels' | 'height' | 'width'>,
  { unroll }: Accelerator,
): number {
  return Math.ceil(channels / unroll.C) * unroll.C * height * width;
}

/** Input channels of each part of a convolution, within a group. */
export function partChannels(
  { inputs, groups }: Pick<ConvOperation, 'inputs' | 'groups'>,
  tensors: readonly { readonly channels: number }[],
): readonly number[] {
  const channels = inputs.map(({ tensor }) => tensors[tensor].channels);
  return groups === 1 ? channels : [channels.reduce((sum, count) => sum + count, 0) / groups];
}

/** Words of a convolution's weights as the array takes them. */
export function packedLength(
  { groups, outChannels, window }: Pick<ConvOperation, 'groups' | 'outChannels' | 'window'>,
  parts: readonly number[],
  { unroll: { C, K, FX } }: Accelerator,
): number {
  const blocks = parts.reduce((sum, channels) => sum + Math.ceil(channels / C), 0);
  const steps = window.kernel[0] * Math.ceil(window.kernel[1] / FX);
  return groups * Math.ceil(outChannels / groups / K) * blocks * steps * FX * K * C;
}

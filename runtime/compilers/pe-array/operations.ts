import type { Padding, Pair } from '../../../core/network/layer.js';

/** Bits of words: activations and weights alike. */
export type WordBits = 8 | 16;

/** Bits of the sums that the array works on; nothing that is compiled exceeds them. */
export const ACCUMULATOR_BITS = 48;
/**
 * A shift to the right that gives the same words as one that is farther from 0: nothing is left of a sum beyond its bits,
 * and any but 0 saturates long before 64 to the left.
 */
export function boundedShift(bits: number): number {
  return Math.min(Math.max(bits, -64), ACCUMULATOR_BITS - 1);
}

/** Bits behind the point of a resize's weights, along each axis. */
export const TAP_BITS = 12;

/** An activation of integer words: a word w stands for w * 2^exponent. */
export interface QuantisedTensor {
  /** The layer whose output it is. */
  readonly name: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly exponent: number;
}

/** A tensor by its index that an operation reads; `rectify`: negative words are read as 0. */
export interface Operand {
  readonly tensor: number;
  readonly rectify: boolean;
}

export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

interface OperationBase {
  /** The layer that it is named after. */
  readonly name: string;
  readonly output: number;
}

/** What limits a result: its words are clipped to these, which do for an activation as well. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

/**
 * A convolution of its inputs, joined along channels. For output channel o, with words x and weights w:
 *
 * sum = bias[o] + Σ w x; where `rectifyFirst`, max(0, sum); plus the added word shifted left by add.shift[o]; then
 * shifted right by shift[o], clipped to `limits`, and last the greatest of each window of `pool`, where it has one.
 *
 * Every shift to the right, which a negative shift to the left is too, rounds to the nearest, halves upwards.
 */
export interface ConvOperation extends OperationBase {
  readonly kind: 'conv';
  readonly inputs: readonly Operand[];
  readonly outChannels: number;
  /** Size before pooling. */
  readonly height: number;
  readonly width: number;
  readonly window: Window;
  readonly dilation: Pair;
  readonly groups: number;
  readonly bias: Int32Array;
  readonly shift: Int8Array;
  readonly add?: { readonly operand: Operand; readonly shift: Int8Array };
  readonly rectifyFirst: boolean;
  readonly limits: Limits;
  readonly pool?: Window;
}

/** The greatest word of each window, channel by channel. Padding never wins. */
export interface MaxPoolOperation extends OperationBase {
  readonly kind: 'maxpool';
  readonly input: Operand;
  readonly window: Window;
  readonly limits: Limits;
}

/** Σ words of a channel times `multiplier`, shifted right, clipped. */
export interface MeanOperation extends OperationBase {
  readonly kind: 'mean';
  readonly input: Operand;
  readonly multiplier: number;
  readonly shift: number;
  readonly limits: Limits;
}

/** Both words shifted left by a shift of their own, added, shifted right, clipped. */
export interface AddOperation extends OperationBase {
  readonly kind: 'add';
  readonly inputs: readonly [Operand, Operand];
  readonly shifts: readonly [number, number];
  readonly shift: number;
  readonly limits: Limits;
}

/** What each output position reads along one axis: `count` taps a position; weights have `TAP_BITS` behind the point. */
export interface AxisTaps {
  readonly count: number;
  readonly positions: Int32Array;
  readonly weights: Int16Array;
}

/** Σ over taps of both axes of word and weights, shifted right by 2 `TAP_BITS`, clipped. */
export interface ResizeOperation extends OperationBase {
  readonly kind: 'resize';
  readonly input: Operand;
  readonly rows: AxisTaps;
  readonly columns: AxisTaps;
  readonly limits: Limits;
}

/** The index of the greatest channel, the first of equals. */
export interface ArgmaxOperation extends OperationBase {
  readonly kind: 'argmax';
  readonly input: Operand;
}

export type PlainOperation =
  MaxPoolOperation | MeanOperation | AddOperation | ResizeOperation | ArgmaxOperation;

/** A convolution with its weights, [outChannels, inChannels / groups, kh, kw]. */
export type WeightedConv = ConvOperation & { readonly weights: Int16Array };

export type Operation = WeightedConv | PlainOperation;

/** A network in integers, operations in running order. What it computes is exact: no two machines differ. */
export interface QuantisedNetwork {
  readonly wordBits: WordBits;
  readonly tensors: readonly QuantisedTensor[];
  readonly input: number;
  readonly output: number;
  readonly operations: readonly Operation[];
}

export function operandsOf(operation: ConvOperation | PlainOperation): readonly Operand[] {
  switch (operation.kind) {
    case 'conv':
      return operation.add === undefined ? operation.inputs : [...operation.inputs, operation.add.operand];
    case 'add':
      return operation.inputs;
    case 'maxpool':
    case 'mean':
    case 'resize':
    case 'argmax':
      return [operation.input];
  }
}

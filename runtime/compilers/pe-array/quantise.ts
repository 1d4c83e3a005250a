import type { Network, Shape } from '../../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Weights } from '../../../core/network/weights.js';
import type { ActivationRange } from '../quantisation/calibrate.js';
import { bestExponent, toWord, widestExponent } from '../quantisation/power-of-two.js';
import type { Clip, Draft, DraftConv, DraftOperand, DraftOperation } from './draft.js';
import {
  ACCUMULATOR_BITS,
  boundedShift,
  type Limits,
  type Operand,
  type Operation,
  type Window,
} from './operations.js';
import type { QuantisedNetwork, QuantisedTensor, WordBits } from './operations.js';
import { quantiseConv } from './quantise-conv.js';
import { axisTaps } from './taps.js';

export type Ranges = ReadonlyMap<string, ActivationRange>;

/** The layers whose ranges `quantise` asks for: those of which words are made anew. */
export function observedLayers(network: Network, { operations }: Draft): readonly string[] {
  const made = operations.filter(({ kind }) => kind === 'conv' || kind === 'mean' || kind === 'add');
  return [network.layers[0].name, ...new Set(made.map(({ stores }) => stores))];
}

/**
 * A drafted network in integer words with power-of-two scales. `weights` are those with batch norm folded; `ranges` are
 * the activations' of `observedLayers`.
 */
export function quantise(
  network: Network,
  draft: Draft,
  weights: Weights,
  ranges: Ranges,
  wordBits: WordBits,
): QuantisedNetwork {
  const [first] = network.layers;
  const shapes = inferShapes(network);
  const input = { name: first.name, ...shapeOf(shapes, first.name) };
  const tensors: QuantisedTensor[] = [{ ...input, exponent: exponentOf(ranges, first.name, wordBits) }];
  const context: Context = { shapes, weights, ranges, wordBits, tensors };
  const operations: Operation[] = [];
  for (const operation of draft.operations) {
    const quantised = quantiseOperation(context, operation);
    tensors.push(quantised.tensor);
    operations.push(quantised.operation);
  }
  return { wordBits, tensors, input: 0, output: draft.output + 1, operations };
}

interface Context {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly weights: Weights;
  readonly ranges: Ranges;
  readonly wordBits: WordBits;
  /** The input, and what each operation so far gives. */
  readonly tensors: readonly QuantisedTensor[];
}

interface Quantised {
  readonly operation: Operation;
  readonly tensor: QuantisedTensor;
}

function quantiseOperation(context: Context, operation: DraftOperation): Quantised {
  switch (operation.kind) {
    case 'conv':
      return convolution(context, operation);
    case 'mean':
      return mean(context, operation);
    case 'add':
      return addition(context, operation);
    case 'maxpool':
    case 'resize': {
      const [input] = operation.inputs.map(operandOf);
      const { channels, exponent } = context.tensors[input.tensor];
      const limits = limitsOf(operation.clip, exponent, context.wordBits);
      const base = { ...baseOf(context, operation), input, limits };
      const tensor = tensorOf(context, operation, channels, exponent);
      if (operation.kind === 'maxpool') {
        return { tensor, operation: { ...base, kind: 'maxpool', window: windowOf(operation.layer) } };
      }
      const { height, width } = context.tensors[input.tensor];
      const rows = axisTaps(height, tensor.height, operation.layer, 0);
      const columns = axisTaps(width, tensor.width, operation.layer, 1);
      return { tensor, operation: { ...base, kind: 'resize', rows, columns } };
    }
    case 'argmax':
      return {
        tensor: tensorOf(context, operation, 1, 0),
        operation: { ...baseOf(context, operation), kind: 'argmax', input: operandOf(operation.inputs[0]) },
      };
  }
}

function convolution(context: Context, draft: DraftConv): Quantised {
  const { layer, pool } = draft;
  const { tensors, wordBits } = context;
  const inputs = draft.inputs.map(operandOf);
  const operand = draft.add === undefined ? undefined : operandOf(draft.add);
  const exponent = exponentOf(context.ranges, draft.stores, wordBits);
  const { shifts, ...numbers } = quantiseConv({
    layer,
    weights: context.weights,
    wordBits,
    inputs: inputs.map(({ tensor }) => tensors[tensor]),
    added: operand === undefined ? undefined : tensors[operand.tensor].exponent,
    exponent,
  });
  const { height, width } = shapeOf(context.shapes, layer.name);
  const { dilation, groups, outChannels } = layer;
  return {
    tensor: tensorOf(context, draft, outChannels, exponent),
    operation: {
      ...baseOf(context, draft),
      ...numbers,
      kind: 'conv',
      inputs,
      outChannels,
      height,
      width,
      window: windowOf(layer),
      dilation,
      groups,
      shift: shifts.out,
      ...(operand === undefined ? {} : { add: { operand, shift: shifts.added } }),
      rectifyFirst: draft.rectifyFirst,
      limits: limitsOf(draft.clip, exponent, wordBits),
      ...(pool === undefined ? {} : { pool: windowOf(pool) }),
    },
  };
}

/** 2^14 to 2^15 times the mean's divisor fits into 16 bits with the least loss. */
const MULTIPLIER_BITS = 15;

function mean(context: Context, draft: DraftOperation): Quantised {
  const input = operandOf(draft.inputs[0]);
  const { channels, height, width, exponent: read } = context.tensors[input.tensor];
  const pixels = height * width;
  const bits = MULTIPLIER_BITS + Math.floor(Math.log2(pixels));
  const wished = exponentOf(context.ranges, draft.stores, context.wordBits);
  // The mean lies within the range of what it is taken of; beyond these, bits of it are lost or empty.
  const exponent = Math.min(Math.max(wished, read - MULTIPLIER_BITS + 1), read + 16);
  return {
    tensor: tensorOf(context, draft, channels, exponent),
    operation: {
      ...baseOf(context, draft),
      kind: 'mean',
      input,
      multiplier: Math.round(2 ** bits / pixels),
      shift: bits + exponent - read,
      limits: limitsOf(draft.clip, exponent, context.wordBits),
    },
  };
}

/** Bits by which an operand may be shifted to the left: the sum stays within the accumulator. */
const MOST_SHIFT = 30;

function addition(context: Context, draft: DraftOperation): Quantised {
  const [left, right] = draft.inputs.map(operandOf);
  const [a, b] = [left, right].map(({ tensor }) => context.tensors[tensor]);
  const finest = Math.max(Math.min(a.exponent, b.exponent), Math.max(a.exponent, b.exponent) - MOST_SHIFT);
  const wished = exponentOf(context.ranges, draft.stores, context.wordBits);
  const exponent = Math.min(wished, finest + ACCUMULATOR_BITS - 1);
  return {
    tensor: tensorOf(context, draft, a.channels, exponent),
    operation: {
      ...baseOf(context, draft),
      kind: 'add',
      inputs: [left, right],
      shifts: [
        Math.max(a.exponent - finest, 1 - ACCUMULATOR_BITS),
        Math.max(b.exponent - finest, 1 - ACCUMULATOR_BITS),
      ],
      shift: boundedShift(exponent - finest),
      limits: limitsOf(draft.clip, exponent, context.wordBits),
    },
  };
}

/** Words of 16 bits have two to spare: other images may go beyond the range of those that it was taken on. */
const ROOM = 4;

function exponentOf(ranges: Ranges, layer: string, bits: WordBits): number {
  const range = ranges.get(layer);
  if (range === undefined) throw new Error(`the range of ${layer} was not taken`);
  const largest = Math.max(Math.abs(range.min), Math.abs(range.max));
  return bits === 16 ? widestExponent(ROOM * largest, bits) : bestExponent(range.sample, largest, bits);
}

function limitsOf({ min, max }: Clip, exponent: number, bits: WordBits): Limits {
  return { low: toWord(min, exponent, bits), high: toWord(max, exponent, bits) };
}

function tensorOf(
  { shapes }: Context,
  { stores }: DraftOperation,
  channels: number,
  exponent: number,
): QuantisedTensor {
  const { height, width } = shapeOf(shapes, stores);
  return { name: stores, channels, height, width, exponent };
}

function windowOf({ kernel, stride, padding }: Window): Window {
  return { kernel, stride, padding };
}

function baseOf({ tensors }: Context, { name }: DraftOperation) {
  return { name, output: tensors.length };
}

function operandOf({ operation, rectify }: DraftOperand): Operand {
  return { tensor: operation + 1, rectify };
}

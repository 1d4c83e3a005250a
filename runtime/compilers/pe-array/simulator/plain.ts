import {
  type AddOperation,
  type ArgmaxOperation,
  type Limits,
  type MaxPoolOperation,
  type MeanOperation,
  type Operand,
  operandsOf,
  type PlainOperation,
  type ResizeOperation,
  TAP_BITS,
} from '../operations.js';
import type { Program, Slot } from '../program.js';
import { shiftRight } from './result.js';
import { channelAddress } from './memory.js';
import type { Steps } from './steps.js';

/**
 * Executes an instruction that the array multiplies nothing for: words stream through a unit beside it. Returns the
 * tensors that pass memory, each once.
 */
export function* runPlain(
  program: Program,
  operation: PlainOperation,
  memory: Int16Array,
): Steps<readonly Slot[]> {
  const { C } = program.accelerator.unroll;
  const inputs = operandsOf(operation).map((operand) => new View(program, operand, memory));
  const output = program.slots[operation.output];
  for (let channel = 0; channel < output.channels; channel++) {
    const start = channelAddress(output, channel, C);
    for (let y = 0; y < output.height; y++) {
      for (let x = 0; x < output.width; x++) {
        memory[start + (y * output.width + x) * C] = wordOf(operation, inputs, channel, y, x);
      }
      yield;
    }
  }
  return [...inputs.map(({ slot }) => slot), output];
}

/** A tensor as it is read. */
class View {
  readonly slot: Slot;
  private readonly C: number;
  private readonly least: number;

  constructor(
    program: Program,
    { tensor, rectify }: Operand,
    private readonly memory: Int16Array,
  ) {
    this.slot = program.slots[tensor];
    this.C = program.accelerator.unroll.C;
    this.least = rectify ? 0 : -Infinity;
  }

  word(channel: number, y: number, x: number): number {
    const start = channelAddress(this.slot, channel, this.C);
    return Math.max(this.memory[start + (y * this.slot.width + x) * this.C], this.least);
  }
}

function wordOf(
  operation: PlainOperation,
  inputs: readonly View[],
  channel: number,
  y: number,
  x: number,
): number {
  const [input] = inputs;
  switch (operation.kind) {
    case 'maxpool':
      return greatest(operation, input, channel, y, x);
    case 'mean':
      return mean(operation, input, channel);
    case 'add':
      return sum(operation, inputs, channel, y, x);
    case 'resize':
      return sample(operation, input, channel, y, x);
    case 'argmax':
      return choose(operation, input, y, x);
  }
}

function greatest(
  { window, limits }: MaxPoolOperation,
  input: View,
  channel: number,
  y: number,
  x: number,
): number {
  const { kernel, stride, padding } = window;
  const top = y * stride[0] - padding.top;
  const left = x * stride[1] - padding.left;
  let most = limits.low;
  for (let row = Math.max(top, 0); row < Math.min(top + kernel[0], input.slot.height); row++) {
    for (let column = Math.max(left, 0); column < Math.min(left + kernel[1], input.slot.width); column++) {
      most = Math.max(most, input.word(channel, row, column));
    }
  }
  return clip(most, limits);
}

function mean({ multiplier, shift, limits }: MeanOperation, input: View, channel: number): number {
  let total = 0;
  for (let y = 0; y < input.slot.height; y++) {
    for (let x = 0; x < input.slot.width; x++) total += input.word(channel, y, x);
  }
  return clip(shiftRight(total * multiplier, shift), limits);
}

function sum(
  { shifts, shift, limits }: AddOperation,
  inputs: readonly View[],
  channel: number,
  y: number,
  x: number,
) {
  const [left, right] = inputs.map((input, index) => shiftRight(input.word(channel, y, x), -shifts[index]));
  return clip(shiftRight(left + right, shift), limits);
}

function sample(
  { rows, columns, limits }: ResizeOperation,
  input: View,
  channel: number,
  y: number,
  x: number,
): number {
  let total = 0;
  for (let i = y * rows.count; i < (y + 1) * rows.count; i++) {
    let line = 0;
    for (let j = x * columns.count; j < (x + 1) * columns.count; j++) {
      line += columns.weights[j] * input.word(channel, rows.positions[i], columns.positions[j]);
    }
    total += rows.weights[i] * line;
  }
  return clip(shiftRight(total, 2 * TAP_BITS), limits);
}

function choose(_: ArgmaxOperation, input: View, y: number, x: number): number {
  let best = 0;
  for (let channel = 1; channel < input.slot.channels; channel++) {
    if (input.word(channel, y, x) > input.word(best, y, x)) best = channel;
  }
  return best;
}

function clip(word: number, { low, high }: Limits): number {
  return Math.min(Math.max(word, low), high);
}

import { corruptProgram } from './bytes.js';
import { type AxisTaps, operandsOf, type Window } from './operations.js';
import {
  type ConvInstruction,
  type Instruction,
  packedLength,
  partChannels,
  type Program,
  type Slot,
  slotWords,
} from './program.js';

/**
 * Checks that a program's parts fit together, so that running it reads and writes nothing but its own memory.
 *
 * Throws a TargetError `PROGRAM_CORRUPT`.
 */
export function checkProgram(program: Program): void {
  const { accelerator, slots, instructions, memoryWords, input, output } = program;
  const { C, K, FX } = accelerator.unroll;
  demand(
    [
      C,
      K,
      FX,
      accelerator.clockMhz,
      accelerator.dramGbps,
      accelerator.fill.height,
      accelerator.fill.width,
    ].every((value) => value > 0) && accelerator.passCycles >= 0,
    'is for an array that cannot be',
  );
  demand(memoryWords <= 2 ** 31, 'asks for more memory than can be addressed');
  for (const slot of slots) {
    const { channels, height, width, address } = slot;
    demand(channels > 0 && height > 0 && width > 0, `has an empty tensor '${slot.name}'`);
    demand(address + slotWords(slot, accelerator) <= memoryWords, `has '${slot.name}' outside of its memory`);
  }
  demand(input < slots.length && output < slots.length, 'has no input or output');
  for (const instruction of instructions) checkInstruction(program, instruction);
}

function checkInstruction({ slots, accelerator }: Program, instruction: Instruction): void {
  const { name } = instruction;
  const operands = operandsOf(instruction);
  const known = [instruction.output, ...operands.map(({ tensor }) => tensor)].every(
    (index) => index < slots.length,
  );
  demand(known && operands.length > 0, `reads or writes a tensor that it does not have in '${name}'`);
  const output = slots[instruction.output];
  const [first] = operands.map(({ tensor }) => slots[tensor]);
  switch (instruction.kind) {
    case 'conv':
      checkConv(instruction, slots);
      demand(
        instruction.weights.length ===
          packedLength(instruction, partChannels(instruction, slots), accelerator),
        `has too many or too few weights for '${name}'`,
      );
      return;
    case 'maxpool':
      demand(
        fits(instruction.window, first, output) && first.channels === output.channels,
        `cannot pool in '${name}'`,
      );
      return;
    case 'mean':
      demand(first.channels === output.channels, `cannot take the mean in '${name}'`);
      return;
    case 'add':
      demand(
        operands.every(({ tensor }) => sameShape(slots[tensor], output)),
        `cannot add in '${name}'`,
      );
      return;
    case 'resize':
      demand(
        first.channels === output.channels &&
          within(instruction.rows, first.height, output.height) &&
          within(instruction.columns, first.width, output.width),
        `cannot resize in '${name}'`,
      );
      return;
    case 'argmax':
      demand(first.height === output.height && first.width === output.width, `cannot choose in '${name}'`);
      return;
  }
}

function checkConv(conv: ConvInstruction, slots: readonly Slot[]): void {
  const { name, inputs, add, pool, outChannels, groups, height, width, tile, window, dilation } = conv;
  const output = slots[conv.output];
  const sources = inputs.map(({ tensor }) => slots[tensor]);
  const [first] = sources;
  const channels = sources.reduce((sum, source) => sum + source.channels, 0);
  const size = { height, width };
  demand(
    groups > 0 && outChannels % groups === 0 && channels % groups === 0 && output.channels === outChannels,
    `has channels that do not fit together in '${name}'`,
  );
  demand(
    tile.height > 0 && tile.width > 0 && tile.height * tile.width <= 2 ** 20 && height > 0 && width > 0,
    `has no tiles in '${name}'`,
  );
  demand(
    sources.every((source) => source.height === first.height && source.width === first.width) &&
      slides(window) &&
      dilation.every((value) => value > 0),
    `has inputs that do not fit together in '${name}'`,
  );
  const pooled = pool === undefined ? sameSize(size, output) : fits(pool, size, output);
  demand(pooled, `writes more or less than its output in '${name}'`);
  demand(
    conv.bias.length === outChannels && conv.shift.length === outChannels,
    `has too many or too few biases in '${name}'`,
  );
  if (add === undefined) return;
  const operand = slots[add.operand.tensor];
  demand(
    operand.channels === outChannels && sameSize(operand, size) && add.shift.length === outChannels,
    `cannot add in '${name}'`,
  );
}

interface Size {
  readonly height: number;
  readonly width: number;
}

function sameSize(a: Size, b: Size): boolean {
  return a.height === b.height && a.width === b.width;
}

function sameShape(a: Slot, b: Slot): boolean {
  return a.channels === b.channels && sameSize(a, b);
}

function slides({ kernel, stride }: Window): boolean {
  return [...kernel, ...stride].every((value) => value > 0 && value <= 2 ** 16);
}

/** Whether a pooling window gives an output of that size. */
function fits(window: Window, from: Size, to: Size): boolean {
  if (!slides(window)) return false;
  const { kernel, stride, padding } = window;
  const height = Math.floor((from.height + padding.top + padding.bottom - kernel[0]) / stride[0]) + 1;
  const width = Math.floor((from.width + padding.left + padding.right - kernel[1]) / stride[1]) + 1;
  return height === to.height && width === to.width;
}

function within({ count, positions, weights }: AxisTaps, from: number, to: number): boolean {
  return (
    positions.length === count * to &&
    weights.length === count * to &&
    positions.every((position) => position >= 0 && position < from)
  );
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw corruptProgram(what);
}

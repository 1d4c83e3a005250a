import type { ConvInstruction, Program } from '../program.js';
import type { Window } from '../operations.js';
import { channelAddress } from './memory.js';
import type { AxisWindow } from './window.js';

/** What happens to a tile's sums: adding, shifting, clipping, pooling, writing. */
export interface ResultUnit {
  /** Words that it reads and writes for an image. */
  readonly words: number;
  begin(memory: Int16Array): void;
  /** Sets sums, [pixel, K], to the biases of `outs` output channels from `firstOut` on. */
  clear(sums: Float64Array, pixels: number, firstOut: number, outs: number): void;
  finish(
    sums: Float64Array,
    row: AxisWindow,
    column: AxisWindow,
    firstOut: number,
    outs: number,
    memory: Int16Array,
  ): void;
}

/** Doubles hold sums, which have at most 48 bits, and halves of them exactly. */
export function shiftRight(value: number, bits: number): number {
  return bits > 0 ? Math.floor(value * 2 ** -bits + 0.5) : value * 2 ** -bits;
}

export function prepareResult(program: Program, conv: ConvInstruction): ResultUnit {
  const { C, K } = program.accelerator.unroll;
  const { bias, shift, add, limits, rectifyFirst, pool, width } = conv;
  const output = program.slots[conv.output];
  const addressOf = (slot: typeof output) =>
    Int32Array.from({ length: conv.outChannels }, (_, o) => channelAddress(slot, o, C));
  const to = addressOf(output);
  const added = add === undefined ? undefined : addressOf(program.slots[add.operand.tensor]);
  const leastAdded = add?.operand.rectify === true ? 0 : -Infinity;

  const resultOf = (sum: number, o: number, pixel: number, memory: Int16Array): number => {
    let value = rectifyFirst && sum < 0 ? 0 : sum;
    if (add !== undefined && added !== undefined) {
      value += shiftRight(Math.max(memory[added[o] + pixel * C], leastAdded), -add.shift[o]);
    }
    return Math.min(Math.max(shiftRight(value, shift[o]), limits.low), limits.high);
  };

  const addedWords = add === undefined ? 0 : conv.outChannels * conv.height * width;
  return {
    words: addedWords + conv.outChannels * output.height * output.width,
    begin: (memory) => {
      if (pool === undefined) return;
      for (const start of to) {
        for (let pixel = 0; pixel < output.height * output.width; pixel++)
          memory[start + pixel * C] = limits.low;
      }
    },
    clear: (sums, pixels, firstOut, outs) => {
      for (let pixel = 0; pixel < pixels; pixel++) {
        for (let k = 0; k < outs; k++) sums[pixel * K + k] = bias[firstOut + k];
      }
    },
    finish: (sums, row, column, firstOut, outs, memory) => {
      for (let y = 0; y < row.count; y++) {
        for (let x = 0; x < column.count; x++) {
          const pixel = (row.start + y) * width + column.start + x;
          const from = (y * column.count + x) * K;
          for (let k = 0; k < outs; k++) {
            const word = resultOf(sums[from + k], firstOut + k, pixel, memory);
            const start = to[firstOut + k];
            if (pool === undefined) memory[start + pixel * C] = word;
            else mergePooled(pool, output, C, memory, start, row.start + y, column.start + x, word);
          }
        }
      }
    },
  };
}

/** Windows that lie across tiles come together in memory: each word goes into every window that it is in. */
function mergePooled(
  { kernel, stride, padding }: Window,
  output: { readonly height: number; readonly width: number },
  C: number,
  memory: Int16Array,
  start: number,
  y: number,
  x: number,
  word: number,
): void {
  const lastRow = Math.min(Math.floor((y + padding.top) / stride[0]), output.height - 1);
  const lastColumn = Math.min(Math.floor((x + padding.left) / stride[1]), output.width - 1);
  const firstRow = Math.max(Math.ceil((y + padding.top - kernel[0] + 1) / stride[0]), 0);
  const firstColumn = Math.max(Math.ceil((x + padding.left - kernel[1] + 1) / stride[1]), 0);
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const at = start + (row * output.width + column) * C;
      if (memory[at] < word) memory[at] = word;
    }
  }
}

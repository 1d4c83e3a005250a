import { type ConvInstruction, partChannels, type Program, type Tile } from '../program.js';
import { channelAddress, cyclesToMove } from './memory.js';
import type { Steps } from './steps.js';
import { type AxisWindow, axisWindows } from './window.js';
import { type ResultUnit, prepareResult } from './result.js';

export interface ConvUnit {
  run(memory: Int16Array): Steps<ConvCycles>;
}

interface ConvCycles {
  readonly array: number;
  readonly transfer: number;
  readonly cycles: number;
}

/** Input channels that a group reads one after another, in blocks of C. */
interface Part {
  readonly channels: number;
  readonly blocks: number;
  /** The address of each channel's first word. */
  readonly addresses: Int32Array;
  /** 1 where a channel's negative words are read as 0. */
  readonly rectify: Uint8Array;
  /** [block, row, column, C]: what the array reads from. */
  readonly window: Float64Array;
}

/** Makes a convolution ready to run: addresses, windows and buffers depend on no image. */
export function prepareConv(program: Program, conv: ConvInstruction): ConvUnit {
  const { C, K, FX } = program.accelerator.unroll;
  const source = program.slots[conv.inputs[0].tensor];
  const axes = axesOf(conv, source);
  const largest = (windows: readonly AxisWindow[]): number =>
    Math.max(...windows.map(({ positions }) => positions.length));
  const parts = groupParts(program, conv, largest(axes.rows) * largest(axes.columns));
  const { passCycles, fill } = program.accelerator;
  const shape = { C, K, FX, kernel: conv.window.kernel, passCycles, fill };
  const unit: Unit = {
    ...shape,
    width: source.width,
    height: source.height,
    perGroup: conv.outChannels / conv.groups,
    weights: Float64Array.from(conv.weights),
    sums: new Float64Array(
      Math.min(conv.tile.height, conv.height) * Math.min(conv.tile.width, conv.width) * K,
    ),
  };
  const result = prepareResult(program, conv);
  return { run: (memory) => runConv(program, unit, parts, axes, result, memory) };
}

interface Unit {
  readonly C: number;
  readonly K: number;
  readonly FX: number;
  readonly kernel: readonly [number, number];
  /** Of the input. */
  readonly width: number;
  readonly height: number;
  /** Output channels of a group. */
  readonly perGroup: number;
  readonly weights: Float64Array;
  readonly passCycles: number;
  readonly fill: Tile;
  /** [pixel of the tile, K]. */
  readonly sums: Float64Array;
}

interface Axes {
  readonly rows: readonly AxisWindow[];
  readonly columns: readonly AxisWindow[];
}

/** Cycles of the array and words that are loaded, counted part by part as they are spent. */
interface Counts {
  readonly array: Float64Array;
  readonly words: Float64Array;
}

function* runConv(
  program: Program,
  unit: Unit,
  groups: readonly (readonly Part[])[],
  { rows, columns }: Axes,
  result: ResultUnit,
  memory: Int16Array,
): Steps<ConvCycles> {
  const parts = groups[0].length;
  const counts: Counts = { array: new Float64Array(parts), words: new Float64Array(parts) };
  if (program.accelerator.traffic === 'all') countOnce(unit, groups, result.words, counts.words);
  result.begin(memory);
  for (const [index, group] of groups.entries()) {
    for (const row of rows) {
      for (const column of columns) {
        for (const part of group) loadWindow(unit, part, row, column, memory);
        yield* runTile(unit, group, index, row, column, counts, result, memory);
      }
    }
  }
  counts.array.forEach((cycles, part) => {
    counts.array[part] = Math.ceil(cycles);
  });
  const transfers = Array.from(counts.words, (words) => cyclesToMove(words, program));
  return {
    array: counts.array.reduce((sum, cycles) => sum + cycles, 0),
    transfer: transfers.reduce((sum, cycles) => sum + cycles, 0),
    cycles: transfers.reduce((sum, transfer, part) => sum + Math.max(transfer, counts.array[part]), 0),
  };
}

/** All K output channels of a group after another, each of which loads the windows anew. */
function* runTile(
  unit: Unit,
  group: readonly Part[],
  groupIndex: number,
  row: AxisWindow,
  column: AxisWindow,
  counts: Counts,
  result: ResultUnit,
  memory: Int16Array,
): Steps<void> {
  const { C, K, FX, kernel, perGroup, sums } = unit;
  const pixels = row.count * column.count;
  const steps = kernel[0] * Math.ceil(kernel[1] / FX);
  const blockLength = steps * FX * K * C;
  const passes = Math.ceil(perGroup / K);
  const blocks = group.reduce((sum, part) => sum + part.blocks, 0);
  const lost = unit.passCycles * begun(row, unit.fill.height) * begun(column, unit.fill.width);
  for (let pass = 0; pass < passes; pass++) {
    const firstOut = groupIndex * perGroup + pass * K;
    const outs = Math.min(K, perGroup - pass * K);
    result.clear(sums, pixels, firstOut, outs);
    let at = (groupIndex * passes + pass) * blocks * blockLength;
    group.forEach((part, index) => {
      counts.words[index] += row.loaded * column.loaded * part.blocks * C;
      for (let block = 0; block < part.blocks; block++, at += blockLength) {
        counts.array[index] += runBlock(unit, part, block, row, column, outs, at) + lost;
      }
    });
    result.finish(sums, row, column, firstOut, outs, memory);
    yield;
  }
}

/** How many stretches of so many outputs begin within a window's. */
function begun({ start, count }: AxisWindow, length: number): number {
  return Math.ceil((start + count) / length) - Math.ceil(start / length);
}

/** Words that pass memory once an instruction: weights of each part, then what is added and what comes out. */
function countOnce(
  { C, K, FX, kernel, perGroup }: Unit,
  groups: readonly (readonly Part[])[],
  others: number,
  words: Float64Array,
): void {
  const steps = kernel[0] * Math.ceil(kernel[1] / FX) * FX;
  for (const group of groups) {
    group.forEach(({ blocks }, part) => {
      words[part] += Math.ceil(perGroup / K) * K * blocks * C * steps;
    });
  }
  words[words.length - 1] += others;
}

/** C input channels: a cycle for each pixel of the tile, kernel row and FX kernel columns. Returns the cycles. */
function runBlock(
  { C, K, FX, kernel, sums, weights }: Unit,
  { channels, window }: Part,
  block: number,
  row: AxisWindow,
  column: AxisWindow,
  outs: number,
  start: number,
): number {
  const [kh, kw] = kernel;
  const lanes = Math.min(C, channels - block * C);
  const fours = lanes - (lanes % 4);
  const { length: columns } = column.positions;
  const base = block * row.positions.length * columns;
  let [cycles, at] = [0, start];
  for (let ky = 0; ky < kh; ky++) {
    for (let firstX = 0; firstX < kw; firstX += FX) {
      cycles += row.count * column.count;
      for (let fx = 0; fx < FX; fx++, at += K * C) {
        const kx = firstX + fx;
        if (kx >= kw) continue;
        for (let y = 0; y < row.count; y++) {
          const line = base + row.places[y * kh + ky] * columns;
          for (let x = 0; x < column.count; x++) {
            const from = (line + column.places[x * kw + kx]) * C;
            const to = (y * column.count + x) * K;
            for (let k = 0; k < outs; k++) {
              const first = at + k * C;
              let sum = 0;
              for (let c = 0; c < fours; c += 4) {
                const w = first + c;
                const i = from + c;
                sum +=
                  weights[w] * window[i] +
                  weights[w + 1] * window[i + 1] +
                  weights[w + 2] * window[i + 2] +
                  weights[w + 3] * window[i + 3];
              }
              for (let c = fours; c < lanes; c++) sum += weights[first + c] * window[from + c];
              sums[to + k] += sum;
            }
          }
        }
      }
    }
  }
  return cycles;
}

function loadWindow(
  { C, width, height }: Unit,
  { channels, addresses, rectify, window }: Part,
  row: AxisWindow,
  column: AxisWindow,
  memory: Int16Array,
): void {
  const columns = column.positions.length;
  const plane = row.positions.length * columns;
  for (let channel = 0; channel < channels; channel++) {
    const start = addresses[channel];
    const first = Math.floor(channel / C) * plane * C + (channel % C);
    const least = rectify[channel] === 1 ? 0 : -Infinity;
    for (let r = 0; r < row.positions.length; r++) {
      const y = row.positions[r];
      const outside = y < 0 || y >= height;
      for (let c = 0; c < columns; c++) {
        const x = column.positions[c];
        const to = first + (r * columns + c) * C;
        if (outside || x < 0 || x >= width) window[to] = 0;
        else window[to] = Math.max(memory[start + (y * width + x) * C], least);
      }
    }
  }
}

function axesOf(
  { height, width, tile, window, dilation }: ConvInstruction,
  source: { readonly height: number; readonly width: number },
): Axes {
  const { kernel, stride, padding } = window;
  const axis = (index: 0 | 1) => ({
    kernel: kernel[index],
    stride: stride[index],
    dilation: dilation[index],
  });
  return {
    rows: axisWindows({
      ...axis(0),
      outputs: height,
      tile: tile.height,
      padding: padding.top,
      input: source.height,
    }),
    columns: axisWindows({
      ...axis(1),
      outputs: width,
      tile: tile.width,
      padding: padding.left,
      input: source.width,
    }),
  };
}

/** The parts of each group. Window buffers are shared, as groups come one after another. */
function groupParts(program: Program, conv: ConvInstruction, pixels: number): readonly (readonly Part[])[] {
  const { C } = program.accelerator.unroll;
  const joined = conv.inputs.flatMap(({ tensor, rectify }) => {
    const slot = program.slots[tensor];
    return Array.from({ length: slot.channels }, (_, channel) => ({
      address: channelAddress(slot, channel, C),
      rectify: Number(rectify),
    }));
  });
  const sizes = partChannels(conv, program.slots);
  const windows = sizes.map((channels) => new Float64Array(Math.ceil(channels / C) * C * pixels));
  const perGroup = joined.length / conv.groups;
  return Array.from({ length: conv.groups }, (_, group) => {
    let start = group * perGroup;
    return sizes.map((channels, index) => {
      const own = joined.slice(start, start + channels);
      start += channels;
      return {
        channels,
        blocks: Math.ceil(channels / C),
        addresses: Int32Array.from(own, ({ address }) => address),
        rectify: Uint8Array.from(own, ({ rectify }) => rectify),
        window: windows[index],
      };
    });
  });
}

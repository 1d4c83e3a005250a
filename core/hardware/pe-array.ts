import type { LayerRow } from '../network/table.js';
import type { Bound, CycleCost } from './estimate.js';
import { multiplies, operandWords, outputWords, utilisationOf, rowWeights } from './row-words.js';
import type { PeArrayTarget } from './target.js';

interface Tile {
  readonly width: number;
  readonly height: number;
}

const DEFAULT_TILE: Tile = { width: 10, height: 10 };
/** The first layer reads the image in strips along its rows. */
const FIRST_LAYER_TILE: Tile = { width: 80, height: 1 };
/** Outputs of a dilated kernel share too little input for a window of several to pay. */
const DILATED_TILE: Tile = { width: 1, height: 1 };

/**
 * Cost of rows on a PE array, as the FPGA designs of the DAC 2022 paper behind this project work: channels are padded to
 * the unrolling; computing and loading overlap behind double buffers, so that a layer takes the longer of the two.
 *
 * - Computing: ceil(ic / C) ceil(oc / K) ceil(kw / FX) kh conv_w conv_h cycles, and `passCycles` for each tile, C input
 *   and K output channels; grouped convolutions group by group.
 * - Loading: for each output tile and each K output channels, the input pixels that the tile needs, all input channels,
 *   at the DRAM's bandwidth. Tiles are 10x10 outputs unless the target says otherwise; 80x1 in the first layer, 1x1 in
 *   dilated ones. Padding is counted as if loaded, but no more than the input's size.
 * - Where `traffic` is `all`, weights, once a layer, the operand of a fused addition and the outputs share the DRAM with
 *   the windows. Energy counts them always.
 * - A transposed convolution computes over its input's pixels, each loaded once for every K output channels.
 * - Other rows, which the array computes nothing in, read their inputs and write their outputs once. A max pooling that
 *   is fused costs nothing.
 */
export function peArrayModel(target: PeArrayTarget): (row: LayerRow, index: number) => CycleCost {
  const { clockMhz, wordBits, dramGbps, traffic = 'windows', spatialUnroll } = target;
  const { C, K, FX = 1 } = spatialUnroll;
  const bytes = wordBits / 8;
  // In this order a whole number of cycles stays one.
  const cyclesToMove = (words: number) => Math.ceil((words * wordBits * clockMhz) / (dramGbps * 1000));
  return (row, index) => {
    const work = multiplies(row) ? multiply(target, row, index === 0) : move(target, row);
    const moved = work.windowWords + work.otherWords;
    const dram = cyclesToMove(traffic === 'all' ? moved : work.windowWords);
    const cycles = Math.max(work.computeCycles, dram);
    return {
      cycles,
      latencyMs: cycles / (clockMhz * 1000),
      bound: boundOf(multiplies(row), traffic, dram > work.computeCycles),
      utilisation: utilisationOf(row, cycles * C * K * FX),
      dramBytes: moved * bytes,
      sramBytes: work.sramWords * bytes,
    };
  };
}

interface Work {
  readonly computeCycles: number;
  /** Words of input windows that come from DRAM. */
  readonly windowWords: number;
  /** Words that pass DRAM beside the windows. */
  readonly otherWords: number;
  readonly sramWords: number;
}

function multiply(target: PeArrayTarget, row: LayerRow, first: boolean): Work {
  const { C, K, FX = 1 } = target.spatialUnroll;
  const cycles = computeCycles(target, row);
  const windows = windowWords(target, row, tileOf(target, row, first));
  return {
    computeCycles: cycles + lostCycles(target, row),
    windowWords: windows,
    otherWords: rowWeights(row) + operandWords(row) + outputWords(row),
    // Each cycle reads inputs, and reads and writes a partial sum for each output channel.
    sramWords: windows + cycles * (C * FX + 2 * K),
  };
}

function move(target: PeArrayTarget, row: LayerRow): Work {
  const words = movedWords(target, row);
  return { computeCycles: 0, windowWords: words, otherWords: 0, sramWords: words };
}

function boundOf(computes: boolean, traffic: 'windows' | 'all', waits: boolean): Bound {
  if (!computes) return 'memory';
  if (!waits) return 'compute';
  return traffic === 'all' ? 'memory' : 'window-load';
}

function computeCycles(target: PeArrayTarget, row: LayerRow): number {
  const { FX = 1 } = target.spatialUnroll;
  const steps = Math.ceil(row.kernelWidth / FX) * row.kernelHeight;
  return channelPasses(target, row) * steps * row.convWidth * row.convHeight;
}

function lostCycles(target: PeArrayTarget, row: LayerRow): number {
  const { passCycles = 0, tile = DEFAULT_TILE } = target;
  if (passCycles === 0) return 0;
  const tiles = Math.ceil(row.convWidth / tile.width) * Math.ceil(row.convHeight / tile.height);
  return Math.ceil(passCycles * tiles * channelPasses(target, row));
}

/** How often the array is filled with other channels. */
function channelPasses({ spatialUnroll: { C, K } }: PeArrayTarget, row: LayerRow): number {
  return (
    row.groups * Math.ceil(row.inChannels / row.groups / C) * Math.ceil(row.outChannels / row.groups / K)
  );
}

function windowWords(target: PeArrayTarget, row: LayerRow, tile: Tile): number {
  const { K } = target.spatialUnroll;
  const pixels =
    row.kind === 'conv_transpose'
      ? row.inWidth * row.inHeight
      : windowSum(row.convWidth, tile.width, row.kernelWidth, row, row.inWidth) *
        windowSum(row.convHeight, tile.height, row.kernelHeight, row, row.inHeight);
  const passes = row.groups * Math.ceil(row.outChannels / row.groups / K);
  return passes * pixels * paddedChannels(target, row.inChannels / row.groups);
}

/** Input positions along one axis that all tiles need together; neighbouring tiles load their overlap twice. */
function windowSum(outputs: number, tile: number, kernel: number, row: LayerRow, input: number): number {
  const whole = window(tile, kernel, row, input);
  const rest = outputs % tile;
  return Math.floor(outputs / tile) * whole + (rest === 0 ? 0 : window(rest, kernel, row, input));
}

function window(count: number, kernel: number, row: LayerRow, input: number): number {
  const span = (count - 1) * row.stride + row.dilation * (kernel - 1) + 1;
  return Math.min(span, count * kernel, input);
}

function tileOf(target: PeArrayTarget, row: LayerRow, first: boolean): Tile {
  if (row.dilation > 1) return DILATED_TILE;
  return first ? FIRST_LAYER_TILE : (target.tile ?? DEFAULT_TILE);
}

function movedWords(target: PeArrayTarget, row: LayerRow): number {
  const inputs = row.kind === 'add' || row.kind === 'elementwise' ? 2 : 1;
  const pixels = inputs * row.inWidth * row.inHeight + row.outWidth * row.outHeight;
  return pixels * paddedChannels(target, row.inChannels);
}

function paddedChannels(target: PeArrayTarget, channels: number): number {
  const { C } = target.spatialUnroll;
  return Math.ceil(channels / C) * C;
}

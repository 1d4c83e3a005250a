import type { LayerRow } from '../network/table.js';
import type { Bound, HardwareEstimate, LayerEstimate } from './estimate.js';
import { checkTarget, type PeArrayTarget } from './target.js';

/** Rows that the array multiplies in. */
const CONVOLUTIONS: ReadonlySet<LayerRow['kind']> = new Set(['conv', 'conv_fused_add', 'conv_transpose']);

interface Tile {
  readonly width: number;
  readonly height: number;
}

interface Load {
  readonly cycles: number;
  readonly bound: Bound;
}

const DEFAULT_TILE: Tile = { width: 10, height: 10 };
/** The first layer reads the image in strips along its rows. */
const FIRST_LAYER_TILE: Tile = { width: 80, height: 1 };
/** Outputs of a dilated kernel share too little input for a window of several to pay. */
const DILATED_TILE: Tile = { width: 1, height: 1 };

/**
 * Latency of one image on a PE array, as the FPGA designs of the DAC 2022 paper behind this project work: channels are
 * padded to the unrolling; computing and loading overlap, so that a layer takes the longer of the two.
 *
 * - Computing: ceil(ic / C) ceil(oc / K) ceil(kw / FX) kh conv_w conv_h cycles; grouped convolutions group by group.
 * - Loading: for each output tile and each K output channels, the input pixels that the tile needs, all input channels,
 *   at the DRAM's bandwidth. Tiles are 10x10 outputs unless the target says otherwise; 80x1 in the first layer, 1x1 in
 *   dilated ones. Padding is counted as if loaded, but no more than the input's size.
 * - A transposed convolution computes over its input's pixels, each loaded once for every K output channels.
 * - Other rows, which the array computes nothing in, read their inputs and write their outputs once.
 *
 * Throws `checkTarget`'s errors.
 */
export function estimatePeArray(target: PeArrayTarget, rows: readonly LayerRow[]): HardwareEstimate {
  checkTarget(target);
  const layers = rows.map((row, index) => estimateRow(target, row, index === 0));
  return { latencyMs: layers.reduce((sum, layer) => sum + layer.latencyMs, 0), layers };
}

function estimateRow(target: PeArrayTarget, row: LayerRow, first: boolean): LayerEstimate {
  const { C, K, FX = 1 } = target.spatialUnroll;
  const { cycles, bound } = slowest(target, row, first);
  const macs =
    (row.inChannels / row.groups) *
    row.outChannels *
    row.kernelWidth *
    row.kernelHeight *
    row.convWidth *
    row.convHeight;
  return {
    name: row.name,
    cycles,
    latencyMs: cycles / (target.clockMhz * 1000),
    bound,
    utilisation: macs / (cycles * C * K * FX),
  };
}

function slowest(target: PeArrayTarget, row: LayerRow, first: boolean): Load {
  if (!CONVOLUTIONS.has(row.kind)) {
    return { cycles: cyclesToMove(target, movedWords(target, row)), bound: 'memory' };
  }
  const compute = computeCycles(target, row);
  const load = cyclesToMove(target, windowWords(target, row, tileOf(target, row, first)));
  return load > compute ? { cycles: load, bound: 'window-load' } : { cycles: compute, bound: 'compute' };
}

function computeCycles(target: PeArrayTarget, row: LayerRow): number {
  const { C, K, FX = 1 } = target.spatialUnroll;
  const passes = Math.ceil(row.inChannels / row.groups / C) * Math.ceil(row.outChannels / row.groups / K);
  const steps = Math.ceil(row.kernelWidth / FX) * row.kernelHeight;
  return row.groups * passes * steps * row.convWidth * row.convHeight;
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
  const window = (count: number): number => {
    const span = (count - 1) * row.stride + row.dilation * (kernel - 1) + 1;
    return Math.min(span, count * kernel, input);
  };
  const rest = outputs % tile;
  return Math.floor(outputs / tile) * window(tile) + (rest === 0 ? 0 : window(rest));
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

function cyclesToMove(target: PeArrayTarget, words: number): number {
  return Math.ceil((words * target.wordBits * target.clockMhz) / (target.dramGbps * 1000));
}

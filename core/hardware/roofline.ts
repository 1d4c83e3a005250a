import type { LayerRow } from '../network/table.js';
import type { Bound, RowCost } from './estimate.js';
import { inputWords, multiplies, operandWords, outputWords, rowMacs, rowWeights } from './row-words.js';
import type { RooflineTarget } from './target.js';

/**
 * Cost of rows by the roofline model (Williams, Waterman and Patterson 2009): a layer takes the longer of computing at the
 * peak rate and of moving inputs, weights and outputs once, and the start of a kernel before it.
 *
 * Shapes decide how much of the peak is useful: output pixels and channels are cut into tiles, each computed in full by
 * one of the target's units, all units at a time (tile and wave quantisation). Grouped convolutions are tiled over all
 * their output channels.
 */
export function rooflineModel(target: RooflineTarget): (row: LayerRow) => RowCost {
  const { peakGmacs, dramGbps, wordBits, launchUs = 0, efficiency = 1 } = target;
  const macsPerMs = peakGmacs * 1e6 * efficiency;
  const wordsPerMs = (dramGbps * 1e6 * efficiency) / wordBits;
  const launchMs = launchUs / 1000;
  return (row) => {
    const macs = rowMacs(row);
    const words = inputWords(row) + rowWeights(row) + operandWords(row) + outputWords(row);
    const computeMs = occupiedMacs(target, row) / macsPerMs;
    const memoryMs = words / wordsPerMs;
    const latencyMs = launchMs + Math.max(computeMs, memoryMs);
    return {
      latencyMs,
      bound: boundOf(launchMs, computeMs, memoryMs),
      utilisation: macs / (latencyMs * peakGmacs * 1e6),
      dramBytes: (words * wordBits) / 8,
      sramBytes: 0,
    };
  };
}

/** Multiply-accumulates that the units are busy for, those for nothing included. */
function occupiedMacs({ tile }: RooflineTarget, row: LayerRow): number {
  if (!multiplies(row)) return 0;
  if (tile === undefined) return rowMacs(row);
  const filter = (row.kernelWidth * row.kernelHeight * row.inChannels) / row.groups;
  const tiles =
    Math.ceil((row.convWidth * row.convHeight) / tile.pixels) * Math.ceil(row.outChannels / tile.channels);
  const waves = Math.ceil(tiles / tile.units);
  return waves * tile.units * tile.pixels * tile.channels * filter;
}

function boundOf(launchMs: number, computeMs: number, memoryMs: number): Bound {
  if (launchMs > Math.max(computeMs, memoryMs)) return 'launch';
  return memoryMs > computeMs ? 'memory' : 'compute';
}

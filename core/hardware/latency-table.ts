import { TargetError } from '../errors.js';
import type { LayerRow } from '../network/table.js';
import type { RowCost } from './estimate.js';
import { inputWords, operandWords, outputWords, rowWeights } from './row-words.js';
import type { MeasuredLayer, TableTarget } from './target.js';

/**
 * Cost of rows by measured latencies: between measured numbers of channels by bilinear interpolation, above the largest
 * along the last two, below the smallest as for the smallest.
 *
 * The model throws a TargetError `TARGET_LAYER_UNMEASURED` for a row that is not in the table.
 */
export function latencyTableModel({ layers, wordBits }: TableTarget): (row: LayerRow) => RowCost {
  const measured = new Map(layers.map((layer) => [layer.layer, layer]));
  return (row) => {
    const layer = measured.get(row.name);
    if (layer === undefined) throw unmeasured(row.name);
    const words = inputWords(row) + rowWeights(row) + operandWords(row) + outputWords(row);
    return {
      latencyMs: interpolate(layer, row),
      bound: 'measured',
      dramBytes: (words * wordBits) / 8,
      sramBytes: 0,
    };
  };
}

function interpolate({ inChannels, outChannels, latencyMs }: MeasuredLayer, row: LayerRow): number {
  const down = positionOf(inChannels, row.inChannels);
  const across = positionOf(outChannels, row.outChannels);
  const along = (index: number) => between(latencyMs[index], across);
  return between([along(down.index), along(down.next)], { index: 0, next: 1, share: down.share });
}

interface Position {
  readonly index: number;
  readonly next: number;
  /** How far it is from `index` to `next`; above 1 beyond the last. */
  readonly share: number;
}

function positionOf(points: readonly number[], value: number): Position {
  if (points.length === 1 || value <= points[0]) return { index: 0, next: 0, share: 0 };
  const above = points.findIndex((point) => point >= value);
  const next = above === -1 ? points.length - 1 : above;
  const index = next - 1;
  return { index, next, share: (value - points[index]) / (points[next] - points[index]) };
}

/** Beyond the last point a noisy slope downwards is not followed. */
function between(values: readonly number[], { index, next, share }: Position): number {
  const slope = values[next] - values[index];
  return values[index] + (share > 1 && slope < 0 ? slope : share * slope);
}

function unmeasured(name: string): TargetError {
  return new TargetError('TARGET_LAYER_UNMEASURED', `The table of latencies has no layer '${name}'.`, {
    hint: 'Measure the layers of this very network for the table.',
  });
}

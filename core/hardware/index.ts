import type { LayerRow } from '../network/table.js';
import { checkTarget } from './check-target.js';
import { energyOf } from './energy.js';
import type { CycleCost, CycleEstimate, HardwareEstimate, RowCost } from './estimate.js';
import { latencyTableModel } from './latency-table.js';
import { peArrayModel } from './pe-array.js';
import { rooflineModel } from './roofline.js';
import { peakOfRows, rowMacs, rowWeights } from './row-words.js';
import { systolicModel } from './systolic.js';
import type { PeArrayTarget, SystolicTarget, Target } from './target.js';

/** A target's model: the cost of a row at its place in the layer table. */
export type RowModel<Cost extends RowCost = RowCost> = (row: LayerRow, index: number) => Cost;

export type CycleTarget = PeArrayTarget | SystolicTarget;

/**
 * Estimates what one image costs on a target from a network's layer table. `activations` is the largest number of values
 * that wait at once; without it, that of the table's rows in their order. Throws `rowModel`'s errors and those of the model.
 */
export function estimate(
  target: CycleTarget,
  rows: readonly LayerRow[],
  activations?: number,
): HardwareEstimate<CycleEstimate>;
export function estimate(target: Target, rows: readonly LayerRow[], activations?: number): HardwareEstimate;
export function estimate(
  target: Target,
  rows: readonly LayerRow[],
  activations = peakOfRows(rows),
): HardwareEstimate {
  const model = rowModel(target);
  const energy = energyOf(target);
  const layers = rows.map((row, index) => {
    const cost = model(row, index);
    return { name: row.name, ...cost, energyMj: energy(cost, rowMacs(row)) };
  });
  const bytes = target.wordBits / 8;
  return {
    latencyMs: layers.reduce((sum, layer) => sum + layer.latencyMs, 0),
    energyMj: layers.reduce((sum, layer) => sum + layer.energyMj, 0),
    peakMemoryBytes: activations * bytes,
    weightBytes: rows.reduce((sum, row) => sum + rowWeights(row), 0) * bytes,
    layers,
  };
}

/** The model of a target, to ask again and again. Throws `checkTarget`'s errors. */
export function rowModel(target: CycleTarget): RowModel<CycleCost>;
export function rowModel(target: Target): RowModel;
export function rowModel(target: Target): RowModel {
  checkTarget(target);
  switch (target.model) {
    case 'pe-array':
      return peArrayModel(target);
    case 'systolic':
      return systolicModel(target);
    case 'roofline':
      return rooflineModel(target);
    case 'table':
      return latencyTableModel(target);
  }
}

import type { LayerRow } from '../network/table.js';
import type { HardwareEstimate } from './estimate.js';
import { estimatePeArray } from './pe-array.js';
import { checkTarget, type Target } from './target.js';

/** Estimates one image's latency on a target from a network's layer table. Throws `checkTarget`'s errors. */
export function estimate(target: Target, rows: readonly LayerRow[]): HardwareEstimate {
  checkTarget(target);
  return MODELS[target.model](target, rows);
}

const MODELS = { 'pe-array': estimatePeArray } as const;

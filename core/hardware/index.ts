import type { LayerRow } from '../network/table.js';
import type { HardwareEstimate } from './estimate.js';
import { estimatePeArray } from './pe-array.js';
import { checkTarget, type Target } from './target.js';

/** Estimates one image's latency on a target from a network's layer table. Throws `checkTarget`'s errors. */
export function estimate(target: Target, rows: readonly LayerRow[]): HardwareEstimate {
  checkTarget(target);
  switch (target.model) {
    case 'pe-array':
      return estimatePeArray(target, rows);
  }
}

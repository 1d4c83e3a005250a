import type { HardwareEstimate } from '../hardware/estimate.js';
import { estimate } from '../hardware/index.js';
import type { Target } from '../hardware/target.js';
import type { Network } from '../network/layer.js';
import { peakActivations } from '../network/liveness.js';
import { layerTable } from '../network/rows.js';

/**
 * Estimates what one image costs on a target, of a network, whose graph says how long each activation waits. Throws
 * `estimate`'s and `inferShapes`'s errors.
 */
export function estimateNetwork(target: Target, network: Network): HardwareEstimate {
  return estimate(target, layerTable(network), peakActivations(network));
}

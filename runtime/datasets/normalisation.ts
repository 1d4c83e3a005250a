import type { Normalisation } from '../../core/network/layer.js';
import { NORMALISATION } from './dataset.js';

/** The normalised value of each 8-bit value, a table a channel. */
export function normalisationTables({ mean, deviation }: Normalisation = NORMALISATION): Float32Array[] {
  return mean.map((average, channel) =>
    Float32Array.from({ length: 256 }, (_, value) => (value / 255 - average) / deviation[channel]),
  );
}

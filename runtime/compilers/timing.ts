import { quantile } from '../../core/hardware/measurement.js';
import type { Latency } from './compiler.js';

/** Times of single images by a clock, as a latency: their median, and the distance of their quartiles. NaN of none. */
export function measuredLatency(on: string, times: readonly number[]): Latency {
  const at = (share: number): number => (times.length === 0 ? NaN : quantile(times, share));
  return {
    source: 'measurement',
    on,
    latencyMs: at(0.5),
    runs: times.length,
    spreadMs: at(0.75) - at(0.25),
  };
}

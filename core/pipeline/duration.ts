import type { Duration } from './document.js';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A time such as `1.5h`, in milliseconds. */
export function milliseconds(duration: Duration): number {
  return Number(duration.slice(0, -1)) * SECONDS[duration.slice(-1)] * 1000;
}

import {
  energyTarget,
  isQuality,
  latencyTarget,
  memoryTarget,
  metricLabel,
  type Metrics,
} from './metrics.js';

/** Stands where there is no value. */
export const NONE = '–';

/** How a metric's numbers are written on an axis: each divided by `divisor`, under a label that names the unit. */
export interface AxisFormat {
  readonly label: string;
  readonly divisor: number;
}

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P'];

/**
 * A metric for people: `92.34 %` for IoUs, `1.234 ms` for latencies, `1.234 mJ` for energy, `1.4 MiB` for memory,
 * `12.3 M` for counts. The only place where
 * metrics become text. `NONE` for a value that is missing or no number.
 */
export function formatMetric(metric: string, value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return NONE;
  if (isQuality(metric)) return `${(value * 100).toFixed(2)} %`;
  if (latencyTarget(metric) !== undefined) return `${significant(value, 4)} ms`;
  if (energyTarget(metric) !== undefined) return `${significant(value, 4)} mJ`;
  if (memoryTarget(metric) !== undefined) return formatBytes(Math.round(value));
  return formatCount(value);
}

/** A count to three digits with an SI prefix: `999`, `12.3 k`, `147 G`. */
export function formatCount(value: number): string {
  if (Math.abs(value) < 1000) return Number.isInteger(value) ? String(value) : significant(value, 3);
  let scaled = value;
  let prefix = 0;
  // Rounding decides: 999,600 is 1.00 M and not 1000 k.
  while (Math.abs(Number(scaled.toPrecision(3))) >= 1000 && prefix < PREFIXES.length - 1) {
    scaled /= 1000;
    prefix++;
  }
  return `${significant(scaled, 3)} ${PREFIXES[prefix]}`;
}

/** How many times better `value` is than the baseline where less is better: `2.44×`. */
export function formatGain(baseline: number | undefined, value: number | undefined): string {
  if (baseline === undefined || value === undefined || !(baseline > 0) || !(value > 0)) return NONE;
  return `${(baseline / value).toFixed(2)}×`;
}

/** The difference of two mIoUs in points of a hundred, with its sign: `−1.98 points`. */
export function formatMiouChange(baseline: number | undefined, value: number | undefined): string {
  if (baseline === undefined || value === undefined) return NONE;
  const points = (value - baseline) * 100;
  const digits = Math.abs(points).toFixed(2);
  const sign = Number(digits) === 0 ? '±' : points < 0 ? '−' : '+';
  return `${sign}${digits} points`;
}

/** Seconds as `850 ms`, `12.3 s`, `4 min 05 s` or `2 h 07 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return NONE;
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** Bytes in binary units: `512 B`, `1.4 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let scaled = bytes;
  let unit = 0;
  while (scaled >= 1023.95 && unit < units.length - 1) {
    scaled /= 1024;
    unit++;
  }
  return `${unit === 0 ? scaled : scaled.toFixed(1)} ${units[unit]}`;
}

/** The axis on which values up to `largest` read well. */
export function axisFormat(metric: string, largest: number): AxisFormat {
  const label = metricLabel(metric);
  if (isQuality(metric)) return { label: `${label} (%)`, divisor: 0.01 };
  if (latencyTarget(metric) !== undefined) return { label: `${label} (ms)`, divisor: 1 };
  if (energyTarget(metric) !== undefined) return { label: `${label} (mJ)`, divisor: 1 };
  if (memoryTarget(metric) !== undefined) return { label: `${label} (MiB)`, divisor: 2 ** 20 };
  const power = largest >= 1000 ? Math.min(PREFIXES.length - 1, Math.floor(Math.log10(largest) / 3)) : 0;
  return { label: power === 0 ? label : `${label} (${PREFIXES[power]})`, divisor: 1000 ** power };
}

/** The metrics as one line: `mIoU 92.34 %, Latency (edge) 1.234 ms`. */
export function formatMetrics(names: readonly string[], metrics: Metrics): string {
  return names.map((name) => `${metricLabel(name)} ${formatMetric(name, metrics[name])}`).join(', ');
}

function significant(value: number, digits: number): string {
  if (value === 0) return '0';
  // Of the rounded value: 9.9996 to four digits is 10.00.
  const exponent = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  return exponent < -6 ? value.toExponential(digits - 1) : value.toFixed(Math.max(0, digits - 1 - exponent));
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

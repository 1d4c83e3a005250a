/**
 * What is known of a network, under flat keys: `miou` as a fraction 0 … 1, `ops`, `macs`, `params` as counts,
 * `latency.<target>` in milliseconds, `energy.<target>` in millijoules, `memory.<target>` in bytes.
 */
export type Metrics = Readonly<Record<string, number>>;

const LATENCY = 'latency.';
const ENERGY = 'energy.';
const MEMORY = 'memory.';

/** A metric's value; undefined where it is not known. */
export function metricOf(metrics: Metrics | undefined, metric: string): number | undefined {
  return metrics?.[metric];
}

/** The key of a target's latency. */
export function latencyMetric(target: string): string {
  return `${LATENCY}${target}`;
}

/** The target of a latency's key; undefined for other metrics. */
export function latencyTarget(metric: string): string | undefined {
  return metric.startsWith(LATENCY) ? metric.slice(LATENCY.length) : undefined;
}

/** The key of a target's energy. */
export function energyMetric(target: string): string {
  return `${ENERGY}${target}`;
}

/** The target of an energy's key; undefined for other metrics. */
export function energyTarget(metric: string): string | undefined {
  return metric.startsWith(ENERGY) ? metric.slice(ENERGY.length) : undefined;
}

/** The key of a target's peak memory. */
export function memoryMetric(target: string): string {
  return `${MEMORY}${target}`;
}

/** The target of a peak memory's key; undefined for other metrics. */
export function memoryTarget(metric: string): string | undefined {
  return metric.startsWith(MEMORY) ? metric.slice(MEMORY.length) : undefined;
}

/** Keys of all that is known of a network on a target. */
export function targetMetrics(target: string): readonly string[] {
  return [latencyMetric(target), energyMetric(target), memoryMetric(target)];
}

/** What a metric is called in tables and on axes, without its unit. */
export function metricLabel(metric: string): string {
  const target = latencyTarget(metric);
  if (target !== undefined) return `Latency (${target})`;
  const consumer = energyTarget(metric);
  if (consumer !== undefined) return `Energy (${consumer})`;
  const holder = memoryTarget(metric);
  if (holder !== undefined) return `Peak memory (${holder})`;
  switch (metric) {
    case 'miou':
      return 'mIoU';
    case 'ops':
      return 'Operations';
    case 'macs':
      return 'MACs';
    case 'params':
      return 'Parameters';
    default:
      return metric;
  }
}

/** Metrics in the order in which people read them: mIoU, those of targets, operations, MACs, parameters, others. */
export function readingOrder(metrics: Iterable<string>): string[] {
  return [...new Set(metrics)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

function place(metric: string): number {
  if (latencyTarget(metric) !== undefined) return 1;
  if (energyTarget(metric) !== undefined) return 1.1;
  if (memoryTarget(metric) !== undefined) return 1.2;
  const known = ['miou', 'latency', 'ops', 'macs', 'params'].indexOf(metric);
  return known < 0 ? 5 : known;
}

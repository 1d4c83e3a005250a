/**
 * What is known of a network, under flat keys: `miou` and `iou.<class>` as fractions 0 … 1, `ops`, `macs`, `params` as
 * counts, `latency.<target>` in milliseconds, `energy.<target>` in millijoules, `memory.<target>` in bytes; in a search the
 * value of an objective that is an expression, under its text.
 */
export type Metrics = Readonly<Record<string, number>>;

const LATENCY = 'latency.';
const ENERGY = 'energy.';
const MEMORY = 'memory.';
const CLASS_IOU = 'iou.';

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

/** Keys of all that is known of a network on a target, by its model where that is known. */
export function targetMetrics(target: string, model?: string): readonly string[] {
  if (model === 'device' || model === 'vela') return [latencyMetric(target)];
  if (model === 'command') return [latencyMetric(target), energyMetric(target)];
  return [latencyMetric(target), energyMetric(target), memoryMetric(target)];
}

/** The key of a class's IoU. */
export function classIouMetric(name: string): string {
  return `${CLASS_IOU}${name}`;
}

/** The class of a per-class IoU's key; undefined for other metrics. */
export function classOfIou(metric: string): string | undefined {
  return metric.startsWith(CLASS_IOU) ? metric.slice(CLASS_IOU.length) : undefined;
}

/** Whether a metric takes an evaluation on images; all others are computed from the layer graph. */
export function isQuality(metric: string): boolean {
  return metric === 'miou' || classOfIou(metric) !== undefined;
}

/** What a metric is called in tables and on axes, without its unit. */
export function metricLabel(metric: string): string {
  const target = latencyTarget(metric);
  if (target !== undefined) return `Latency (${target})`;
  const consumer = energyTarget(metric);
  if (consumer !== undefined) return `Energy (${consumer})`;
  const holder = memoryTarget(metric);
  if (holder !== undefined) return `Peak memory (${holder})`;
  const name = classOfIou(metric);
  if (name !== undefined) return `IoU (${name})`;
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

/** Metrics in the order in which people read them: IoUs, those of targets, operations, MACs, parameters, others. */
export function readingOrder(metrics: Iterable<string>): string[] {
  return [...new Set(metrics)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

function place(metric: string): number {
  if (classOfIou(metric) !== undefined) return 0.5;
  if (latencyTarget(metric) !== undefined) return 1;
  if (energyTarget(metric) !== undefined) return 1.1;
  if (memoryTarget(metric) !== undefined) return 1.2;
  const known = ['miou', 'latency', 'ops', 'macs', 'params'].indexOf(metric);
  return known < 0 ? 5 : known;
}

/**
 * What is known of a network, under flat keys: `miou` and `iou.<class>` as fractions 0 … 1, `ops`, `macs`, `params` as
 * counts, `latency.<target>` in milliseconds; in a search the value of an objective that is an expression, under its text.
 */
export type Metrics = Readonly<Record<string, number>>;

const LATENCY = 'latency.';
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

/** Metrics in the order in which people read them: IoUs, latencies by target, operations, MACs, parameters, others. */
export function readingOrder(metrics: Iterable<string>): string[] {
  return [...new Set(metrics)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

function place(metric: string): number {
  if (classOfIou(metric) !== undefined) return 0.5;
  if (latencyTarget(metric) !== undefined) return 1;
  const known = ['miou', 'latency', 'ops', 'macs', 'params'].indexOf(metric);
  return known < 0 ? 5 : known;
}

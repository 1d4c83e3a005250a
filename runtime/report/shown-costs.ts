import { energyTarget, memoryTarget, readingOrder } from '../../core/metrics/metrics.js';
import type { SearchRecord } from './record.js';

/**
 * The metrics that cost something and have a place in tables, in reading order. Every target tells energy and memory, most
 * from figures that nobody gave: they are shown where an objective or constraint names them. The record has all.
 */
export function shownCosts(all: Iterable<string>, searches: readonly SearchRecord[]): string[] {
  const read = searches.flatMap(({ objectives, constraints }) => [
    ...objectives.map(({ metric }) => metric),
    ...constraints,
  ]);
  return readingOrder(all).filter(
    (metric) => metric !== 'miou' && (!isAside(metric) || read.some((text) => text.includes(metric))),
  );
}

function isAside(metric: string): boolean {
  return energyTarget(metric) !== undefined || memoryTarget(metric) !== undefined;
}

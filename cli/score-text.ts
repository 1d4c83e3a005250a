import type { LayerEstimate } from '../core/hardware/estimate.js';
import { formatBytes, formatCount, formatMetric } from '../core/metrics/format.js';
import { energyMetric, latencyMetric } from '../core/metrics/metrics.js';
import type { Counts } from '../core/network/counts.js';
import type { LayerRow } from '../core/network/table.js';
import { columns, printable, wrap } from './text.js';

/** What a network costs on a target, one image. */
export interface Score {
  readonly totals: Counts & {
    readonly latencyMs: number;
    readonly energyMj: number;
    readonly peakMemoryBytes: number;
    readonly weightBytes: number;
  };
  readonly layers: readonly (LayerEstimate & Counts & { readonly kind: LayerRow['kind'] })[];
}

const WIDTH = 100;

/** A score for people: totals, then a line a layer. */
export function scoreText(title: string, target: string, { totals, layers }: Score): string {
  const { macs, ops, params, latencyMs, energyMj, peakMemoryBytes, weightBytes } = totals;
  const cost = [
    `${formatCount(macs)} MACs, ${formatCount(ops)} ops, ${formatCount(params)} parameters`,
    `latency ${latencyText(latencyMs)}, energy ${energyText(energyMj)}`,
    `peak memory of activations ${formatBytes(peakMemoryBytes)}, weights ${formatBytes(weightBytes)}`,
  ];
  return [...wrap([title, 'on', target], '', WIDTH), ...cost, '', ...layerLines(layers)].join('\n');
}

function layerLines(layers: Score['layers']): string[] {
  return columns(
    [
      { head: 'kind', align: 'left' },
      ...['MACs', 'latency', 'cycles'].map((head) => ({ head, align: 'right' as const })),
      { head: 'bound', align: 'left' },
      { head: 'used', align: 'right' },
      { head: 'energy', align: 'right' },
      { head: 'layer', align: 'left' },
    ],
    layers.map(({ name, kind, macs, latencyMs, cycles, bound, utilisation, energyMj }) => [
      kind,
      macs === 0 ? '' : formatCount(macs),
      latencyText(latencyMs),
      cycles === undefined ? '' : formatCount(cycles),
      bound,
      utilisation === undefined || macs === 0 ? '' : `${(utilisation * 100).toFixed(1)} %`,
      energyText(energyMj),
      printable(name),
    ]),
  );
}

function latencyText(ms: number): string {
  return formatMetric(latencyMetric(''), ms);
}

function energyText(mj: number): string {
  return formatMetric(energyMetric(''), mj);
}

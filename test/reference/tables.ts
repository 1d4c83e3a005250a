import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Dataflow } from '../../core/hardware/target.js';
import type { LayerRow } from '../../core/network/table.js';

export interface ReferenceRow {
  readonly kind: string;
  readonly numbers: Readonly<Record<string, number>>;
}

/** Rows of the published baseline's layer table. */
export function referenceLayers(): readonly ReferenceRow[] {
  return readCsv('deeplabv3plus_resnet18_960_layers.csv').map(({ kind, ...rest }) => ({
    kind,
    numbers: Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, Number(value)])),
  }));
}

/** The published designs with their measured latency in seconds. */
export function referenceDesigns(): readonly { C: number; K: number; FX: number; seconds: number }[] {
  return readCsv('deeplabv3plus_resnet18_960_latency.csv').map((row) => ({
    C: Number(row.p_if),
    K: Number(row.p_of),
    FX: Number(row.p_kx),
    seconds: Number(row.measured_s),
  }));
}

/** How well pymoo's NSGA-II does on published problems, over ten seeds. */
export interface HypervolumeRow {
  readonly problem: string;
  readonly reference: readonly number[];
  /** What maps objectives to 0 and 1, where they are to be. */
  readonly bounds?: { readonly low: readonly number[]; readonly high: readonly number[] };
  readonly mean: number;
  readonly deviation: number;
}

export function referenceHypervolumes(): readonly HypervolumeRow[] {
  const numbers = (text: string) => text.split('|').map(Number);
  return readCsv('nsga2_hypervolume.csv').map((row) => ({
    problem: row.problem,
    reference: numbers(row.reference_point),
    ...(row.normalised_low === ''
      ? {}
      : { bounds: { low: numbers(row.normalised_low), high: numbers(row.normalised_high) } }),
    mean: Number(row.hypervolume_mean),
    deviation: Number(row.hypervolume_sd),
  }));
}

export function readCsv(file: string): Record<string, string>[] {
  const [header, ...lines] = referenceText(file).trim().split(/\r?\n/);
  const keys = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [keys[i], value])));
}

/** Cycles without stalls that SCALE-Sim counts for a convolution without padding. */
export interface CyclesRow {
  readonly name: string;
  readonly array: { readonly height: number; readonly width: number };
  readonly dataflow: Dataflow;
  readonly row: LayerRow;
  readonly cycles: number;
}

export function referenceCycles(): readonly CyclesRow[] {
  return readCsv('scalesim_cycles.csv').map(({ layer, dataflow, ...rest }) => {
    const of = (key: string): number => Number(rest[key]);
    const output = (side: 'h' | 'w'): number =>
      Math.floor((of(`ifmap_${side}`) - of(`filter_${side}`)) / of('stride')) + 1;
    const flow = (['os', 'ws', 'is'] as const).find((known) => known === dataflow);
    if (flow === undefined) throw new Error(`the reference has a dataflow ${dataflow}`);
    return {
      name: `${layer}, ${dataflow}`,
      array: { height: of('array_height'), width: of('array_width') },
      dataflow: flow,
      row: {
        name: layer,
        kind: 'conv',
        inWidth: of('ifmap_w'),
        inHeight: of('ifmap_h'),
        inChannels: of('in_channels'),
        kernelWidth: of('filter_w'),
        kernelHeight: of('filter_h'),
        outChannels: of('filters'),
        convWidth: output('w'),
        convHeight: output('h'),
        stride: of('stride'),
        padding: 0,
        dilation: 1,
        groups: 1,
        maxpool: false,
        outWidth: output('w'),
        outHeight: output('h'),
      },
      cycles: of('total_cycles'),
    };
  });
}

/** The text of a reference file. */
export function referenceText(file: string): string {
  return readFileSync(referencePath(file), 'utf8');
}

export function referencePath(file: string): string {
  return fileURLToPath(new URL(`../../../test/reference/${file}`, import.meta.url));
}

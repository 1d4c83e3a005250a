import { readFileSync } from 'node:fs';

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
  const text = readFileSync(new URL(`../../../test/reference/${file}`, import.meta.url), 'utf8');
  const [header, ...lines] = text.trim().split(/\r?\n/);
  const keys = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [keys[i], value])));
}

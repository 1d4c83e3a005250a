import type { MeasuredLayer, TableTarget } from './target.js';

/** What a profile measured. */
export interface Profile {
  /** Rows alone, in milliseconds, what starting a run takes included. */
  readonly layers: readonly MeasuredLayer[];
  /** The whole network, and a network that does next to nothing. */
  readonly wholeMs: number;
  readonly idleMs: number;
}

/** No layer is free: a table takes numbers above 0 only. */
const LEAST_MS = 1e-4;

/**
 * The table of a profile. What starting a run takes is subtracted from each row, and the rows share out the time of the
 * whole network: alone they take longer, since they read and write images in the order that networks do outside, and it
 * is the whole that is to come out right.
 */
export function profiledTable(
  { layers, wholeMs, idleMs }: Profile,
  description: string,
): { readonly target: TableTarget; readonly scale: number } {
  const own = (ms: number) => Math.max(ms - idleMs, LEAST_MS);
  const sum = layers.reduce((total, { latencyMs }) => total + own(latencyMs.at(-1)?.at(-1) ?? 0), 0);
  const scale = own(wholeMs) / sum;
  return {
    scale,
    target: {
      model: 'table',
      description,
      wordBits: 32,
      layers: layers.map((layer) => ({
        ...layer,
        latencyMs: layer.latencyMs.map((row) => row.map((ms) => Number((scale * own(ms)).toPrecision(5)))),
      })),
    },
  };
}

/** A table as a target file. */
export function tableTargetText({ description = '', wordBits, layers }: TableTarget): string {
  return [
    'model: table',
    `description: ${JSON.stringify(description)}`,
    `wordBits: ${String(wordBits)}`,
    'layers:',
    ...layers.flatMap(({ layer, inChannels, outChannels, latencyMs }) => [
      `  - layer: ${JSON.stringify(layer)}`,
      `    inChannels: ${list(inChannels)}`,
      `    outChannels: ${list(outChannels)}`,
      '    latencyMs:',
      ...latencyMs.map((row) => `      - ${list(row)}`),
    ]),
    '',
  ].join('\n');
}

function list(values: readonly number[]): string {
  return `[${values.join(', ')}]`;
}

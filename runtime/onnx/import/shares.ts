import type { Layer } from '../../../core/network/layer.js';
import type { Entry, Parameters } from './layers.js';

/** Which layers use another's parameters, and which only take a copy of the same tensor. */
export interface Sharing {
  /** The earlier layer whose parameters a layer uses. */
  readonly owners: ReadonlyMap<string, string>;
  /** Layers whose weight another layer has too, in other circumstances. */
  readonly copies: ReadonlyMap<string, string>;
}

/** Layers share parameters where all of them are the very same tensors of the file and the settings are equal. */
export function findShares(entries: readonly Entry[]): Sharing {
  const owners = new Map<string, string>();
  const copies = new Map<string, string>();
  const first = new Map<string, string>();
  const weights = new Map<string, string>();
  for (const { layer, parameters } of entries) {
    if (!canShare(layer)) continue;
    const key = keyOf(layer, parameters);
    const owner = key === undefined ? undefined : first.get(key);
    if (owner !== undefined) {
      owners.set(layer.name, owner);
      continue;
    }
    if (key !== undefined) first.set(key, layer.name);
    const weight = (layer.kind === 'prelu' ? parameters.slope : parameters.weight).source;
    if (weight === undefined || layer.kind === 'batchnorm') continue;
    const other = weights.get(weight);
    if (other === undefined) weights.set(weight, layer.name);
    else copies.set(layer.name, other);
  }
  return { owners, copies };
}

/** Whether layers of this kind can use another's parameters. */
export function canShare(layer: Layer): layer is ParametricLayer {
  return ['conv', 'convtranspose', 'batchnorm', 'prelu'].includes(layer.kind);
}

type ParametricLayer = Extract<Layer, { kind: 'conv' | 'convtranspose' | 'batchnorm' | 'prelu' }>;

function keyOf(layer: Layer, parameters: Parameters): string | undefined {
  const sources = Object.values(parameters).map(({ source }) => source);
  if (sources.includes(undefined)) return undefined;
  const settings = Object.entries({ ...layer, name: '', inputs: [] }).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([settings, sources]);
}

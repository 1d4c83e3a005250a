import { TargetError } from '../errors.js';
import type { Layer, MaxPoolLayer, Network } from '../network/layer.js';
import { layerTable } from '../network/rows.js';
import type { LayerRow } from '../network/table.js';

/** A row of a layer table as networks of its own, at chosen numbers of channels. */
export interface RowNetworks {
  readonly row: string;
  /** Ascending, the last being that of the network; [0] for outputs where the row has none of its own. */
  readonly inChannels: readonly number[];
  readonly outChannels: readonly number[];
  readonly networkAt: (inChannels: number, outChannels: number) => Network;
}

/**
 * Every row of a network's layer table, to be measured alone. `widths` are shares of its channels, up to 1; 1 is among them
 * always. The image keeps its channels. An addition that is fused into a
 * convolution is left out: a network of one input has no place for its other operand.
 *
 * Throws a TargetError `PROFILE_LAYER` for a layer that cannot stand alone, and `layerTable`'s errors.
 */
export function rowNetworks(network: Network, widths: readonly number[]): readonly RowNetworks[] {
  const shares = [...new Set([...widths, 1])].sort((a, b) => a - b);
  const channelsOf = (whole: number, fixed: boolean) =>
    fixed ? [whole] : [...new Set(shares.map((share) => Math.max(1, Math.round(share * whole))))];
  return layerTable(network).map((row): RowNetworks => {
    const layer = layerOf(network, row);
    const tied = row.groups > 1;
    const isFirst = layer.inputs.some((name) => network.layers[0].name === name);
    const spread = isDepthwise(row) ? row.outChannels / row.inChannels : undefined;
    return {
      row: row.name,
      inChannels: channelsOf(row.inChannels, isFirst || (tied && spread === undefined)),
      outChannels: channelsOf(row.outChannels, row.outChannels === 0 || tied),
      networkAt: (inChannels, outChannels) =>
        aloneAt(network, row, layer, inChannels, spread === undefined ? outChannels : spread * inChannels),
    };
  });
}

/** A network that does next to nothing: what starting a run takes. */
export const IDLE_NETWORK: Network = {
  layers: [
    { kind: 'input', name: 'image', inputs: [], channels: 1, height: 1, width: 1 },
    { kind: 'relu', name: 'idle', inputs: ['image'] },
  ],
  output: 'idle',
};

/** A row is named after its layer; one of several parts has its number behind the name. */
function layerOf({ layers }: Network, { name }: LayerRow): Layer {
  const whole = name.replace(/\[\d+\]$/, '');
  const found = layers.find((layer) => layer.name === name) ?? layers.find((layer) => layer.name === whole);
  if (found === undefined) throw new Error(`The row ${name} has no layer.`);
  return found;
}

function aloneAt(
  network: Network,
  row: LayerRow,
  layer: Layer,
  inChannels: number,
  outChannels: number,
): Network {
  const image = layer.name === 'image' ? 'picture' : 'image';
  const resized = resizedTo(layer, row, inChannels, outChannels, image);
  const pool = row.maxpool ? [{ ...poolBehind(network, layer.name), inputs: [layer.name] }] : [];
  const { inHeight: height, inWidth: width } = row;
  return {
    layers: [
      { kind: 'input', name: image, inputs: [], channels: inChannels, height, width },
      resized,
      ...pool,
    ],
    output: pool.at(0)?.name ?? layer.name,
    opset: network.opset,
  };
}

function resizedTo(
  layer: Layer,
  row: LayerRow,
  inChannels: number,
  outChannels: number,
  image: string,
): Layer {
  switch (layer.kind) {
    case 'conv':
    case 'convtranspose': {
      const groups = isDepthwise(row) ? inChannels : layer.groups;
      return { ...layer, inputs: [image], outChannels, groups, shares: undefined };
    }
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return { ...layer, inputs: [image, image] };
    case 'maxpool':
    case 'averagepool':
    case 'globalaveragepool':
    case 'resize':
    case 'softmax':
    case 'argmax':
      return { ...layer, inputs: [image] };
    default:
      throw new TargetError('PROFILE_LAYER', `The layer '${layer.name}' cannot be measured alone.`, {
        hint: 'Measure whole networks with a device target instead.',
      });
  }
}

function isDepthwise({ groups, inChannels }: LayerRow): boolean {
  return groups > 1 && groups === inChannels;
}

/** The pooling that is fused into a convolution, behind what costs nothing. */
function poolBehind({ layers }: Network, name: string): MaxPoolLayer {
  let last = name;
  for (;;) {
    const reader = layers.find(({ inputs }) => inputs.includes(last));
    if (reader === undefined) throw new Error(`No pooling follows ${name}.`);
    if (reader.kind === 'maxpool') return reader;
    last = reader.name;
  }
}

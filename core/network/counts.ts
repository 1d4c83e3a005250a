import type { Layer, LayerKind, Network, Shape } from './layer.js';
import { inferShapes, shapeOf } from './shapes.js';

/**
 * What one image costs. `macs` are the multiply-accumulates of convolutions, with those that fall on padding; other
 * layers have none. `ops` are 2 per MAC. `params` are trained parameters: convolution weights and biases, batch norm's
 * scale and shift; running statistics are not counted.
 */
export interface Counts {
  readonly macs: number;
  readonly ops: number;
  readonly params: number;
}

export interface LayerCounts extends Counts {
  readonly name: string;
  readonly kind: LayerKind;
}

export interface NetworkCounts {
  readonly layers: readonly LayerCounts[];
  readonly total: Counts;
}

/** Counts every layer of a network for one image. Throws `inferShapes`'s errors. */
export function countLayers(network: Network): NetworkCounts {
  const shapes = inferShapes(network);
  const layers = network.layers.map((layer) => {
    const inputs = layer.inputs.map((name) => shapeOf(shapes, name));
    const { macs, params } = countLayer(layer, inputs, shapeOf(shapes, layer.name));
    return { name: layer.name, kind: layer.kind, macs, ops: 2 * macs, params };
  });
  return { layers, total: sum(layers) };
}

function countLayer(layer: Layer, inputs: readonly Shape[], output: Shape): { macs: number; params: number } {
  if (layer.kind === 'batchnorm') return { macs: 0, params: 2 * output.channels };
  if (layer.kind !== 'conv') return { macs: 0, params: 0 };
  const weights = (inputs[0].channels / layer.groups) * layer.outChannels * layer.kernel[0] * layer.kernel[1];
  return {
    macs: weights * output.height * output.width,
    params: weights + (layer.bias ? layer.outChannels : 0),
  };
}

function sum(counts: readonly Counts[]): Counts {
  const total = { macs: 0, ops: 0, params: 0 };
  for (const { macs, ops, params } of counts) {
    total.macs += macs;
    total.ops += ops;
    total.params += params;
  }
  return total;
}

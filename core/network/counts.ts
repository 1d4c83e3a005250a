import type { Layer, LayerKind, Network, Shape } from './layer.js';
import { inferShapes, shapeOf } from './shapes.js';

/**
 * What one image costs. `macs` are the multiply-accumulates of convolutions, with those that fall on padding, and of
 * transposed ones, with those that are cut off; other layers have none, and what opaque layers do is not known. `ops`
 * are 2 per MAC. `params` are trained parameters: convolution weights and biases, batch norm's scale and shift, slopes;
 * running statistics and constants are not counted, and shared parameters once.
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
  const owned = !('shares' in layer && layer.shares !== undefined);
  const params = owned ? trainedParameters(layer, inputs) : 0;
  if (layer.kind !== 'conv' && layer.kind !== 'convtranspose') return { macs: 0, params };
  const filters = (inputs[0].channels / layer.groups) * layer.outChannels * layer.kernel[0] * layer.kernel[1];
  const positions = layer.kind === 'conv' ? output : inputs[0];
  return { macs: filters * positions.height * positions.width, params };
}

function trainedParameters(layer: Layer, inputs: readonly Shape[]): number {
  switch (layer.kind) {
    case 'conv':
    case 'convtranspose': {
      const filters = (inputs[0].channels / layer.groups) * layer.outChannels;
      return filters * layer.kernel[0] * layer.kernel[1] + (layer.bias ? layer.outChannels : 0);
    }
    case 'batchnorm':
      return 2 * inputs[0].channels;
    case 'prelu':
      return inputs[0].channels;
    default:
      return 0;
  }
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

import { TensorError } from '../../../core/errors.js';
import type {
  ArgmaxLayer,
  ConstantLayer,
  InputLayer,
  Layer,
  Network,
  OpaqueLayer,
} from '../../../core/network/layer.js';

/** A layer that computes something gradients can pass. */
export type TrainableLayer = Exclude<Layer, InputLayer | ConstantLayer | ArgmaxLayer | OpaqueLayer>;

/** The layers that the logits depend on, in the network's order. A softmax or argmax behind them does not train. */
export function layersOfLogits(network: Network): readonly Layer[] {
  const needed = new Set([network.output]);
  const backwards = network.layers.toReversed().filter((layer) => {
    if (!needed.has(layer.name)) return false;
    for (const name of layer.inputs) needed.add(name);
    return true;
  });
  return backwards.reverse();
}

/** The same. Throws a TensorError `LAYER_NOT_TRAINABLE` where there is a layer among them that has no gradient. */
export function trainableLayers(network: Network): readonly (TrainableLayer | InputLayer | ConstantLayer)[] {
  return layersOfLogits(network).map((layer) => {
    if (layer.kind === 'argmax' || layer.kind === 'opaque') throw notTrainable(layer);
    return layer;
  });
}

function notTrainable(layer: ArgmaxLayer | OpaqueLayer): TensorError {
  const what =
    layer.kind === 'argmax'
      ? 'an argmax'
      : `of operators without gradients: ${[...new Set(layer.nodes.map(({ operator }) => operator))].join(', ')}`;
  return new TensorError(
    'LAYER_NOT_TRAINABLE',
    `Layer '${layer.name}', which the logits depend on, is ${what}.`,
    {
      hint: 'Train a network without it.',
    },
  );
}

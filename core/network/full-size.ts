import { deliveredLayer, type Network } from './layer.js';
import { inferShapes, shapeOf } from './shapes.js';

/**
 * The network with logits as large as its input, as training and mIoU want them: where they are smaller, a bilinear
 * resize is put behind them. What a deployed model gives stays the same. Throws `inferShapes`'s errors.
 */
export function withFullSizeLogits(network: Network): Network {
  const shapes = inferShapes(network);
  const { height, width } = shapeOf(shapes, network.layers[0].name);
  const logits = shapeOf(shapes, network.output);
  if (logits.height === height && logits.width === width) return network;
  const name = freshName(network, `${network.output}.resize`);
  const resize = {
    name,
    kind: 'resize',
    inputs: [network.output],
    height,
    width,
    coordinates: 'half_pixel',
    interpolation: { mode: 'linear' },
  } as const;
  return {
    ...network,
    layers: [...network.layers, resize],
    output: name,
    delivers: deliveredLayer(network),
  };
}

function freshName({ layers }: Network, wanted: string): string {
  let name = wanted;
  for (let count = 2; layers.some((layer) => layer.name === name); count++) name = `${wanted}${count}`;
  return name;
}

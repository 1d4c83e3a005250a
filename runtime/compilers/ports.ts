import { deliveredLayer, type Network } from '../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../core/network/shapes.js';
import { signatureOf } from '../onnx/lower.js';
import type { Port } from './compiler.js';

/** Both ends of the program of a network, for one image. */
export function portsOf(network: Network): { readonly input: Port; readonly output: Port } {
  const shapes = inferShapes(network);
  const names = signatureOf(network);
  const port = (layer: string, name: string): Port => {
    const { channels, height, width } = shapeOf(shapes, layer);
    return { name, shape: [1, channels, height, width], type: 'float32' };
  };
  return {
    input: port(network.layers[0].name, names.input),
    output: port(deliveredLayer(network), names.output),
  };
}

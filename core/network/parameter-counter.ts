import type { Network } from './layer.js';
import { type Width, widthAt, widthOf, type Widths } from './widths.js';
import { isDepthwise } from './ties.js';

type Term = (kept: readonly number[]) => number;

/** Trained parameters by kept channels, as `countLayers` counts them. */
export function parameterCounter(network: Network, widths: Widths): Term {
  const whole = widths.groups.map(({ channels }) => channels);
  const terms = network.layers.flatMap((layer): Term[] => {
    if ('shares' in layer && layer.shares !== undefined) return [];
    switch (layer.kind) {
      case 'conv':
      case 'convtranspose': {
        const [inputs, outputs] = [widthOf(widths, layer.inputs[0]), widthOf(widths, layer.name)];
        const kernel = layer.kernel[0] * layer.kernel[1];
        const bias = layer.bias ? 1 : 0;
        const depthwise = isDepthwise(layer, widthAt(inputs, whole));
        return [
          (kept) => {
            const filter = depthwise ? 1 : widthAt(inputs, kept) / layer.groups;
            return widthAt(outputs, kept) * (filter * kernel + bias);
          },
        ];
      }
      case 'batchnorm':
        return [ofWidth(2, widthOf(widths, layer.inputs[0]))];
      case 'prelu':
        return [ofWidth(1, widthOf(widths, layer.inputs[0]))];
      default:
        return [];
    }
  });
  return (kept) => {
    let sum = 0;
    for (const term of terms) sum += term(kept);
    return sum;
  };
}

function ofWidth(factor: number, width: Width): Term {
  return (kept) => factor * widthAt(width, kept);
}

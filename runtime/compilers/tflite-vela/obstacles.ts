import type { Layer, Network, Shape } from '../../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Obstacle } from '../compiler.js';
import { fitBorder } from './border.js';
import { neededLayers } from './fusion.js';
import { plainKind } from './lower/elementwise.js';
import { tfliteSampling } from './lower/resize.js';

/** Functions that more than one operator, or one with figures, makes up. */
const COMPOSED: ReadonlySet<string> = new Set(['leakyrelu', 'clip', 'hardsigmoid', 'neg']);

/** Layers for which TFLite has no operator in words of 8 bits. */
export function obstacles(network: Network): readonly Obstacle[] {
  const shapes = inferShapes(network);
  const needed = neededLayers(network);
  return needed.flatMap((layer) => {
    const inputs = layer.inputs.map((name) => shapeOf(shapes, name));
    const message = obstacleOf(layer, inputs, shapeOf(shapes, layer.name)) ?? misplaced(layer, needed);
    return message === undefined ? [] : [{ layer: layer.name, message }];
  });
}

function obstacleOf(layer: Layer, [input]: readonly Shape[], output: Shape): string | undefined {
  switch (layer.kind) {
    case 'opaque':
      return 'its nodes are not among those that are compiled.';
    case 'div':
      return 'TFLite does not divide words of 8 bits.';
    case 'activation': {
      const { name } = layer.function;
      if (name === 'elu' && layer.function.alpha !== 1) return "TFLite's ELU has an alpha of 1.";
      if (name === 'hardsigmoid' && layer.function.slope <= 0) return 'its slope must be positive.';
      const known = COMPOSED.has(name) || plainKind(name) !== undefined;
      return known ? undefined : `TFLite has no operator for ${name} in words of 8 bits.`;
    }
    case 'convtranspose': {
      const plain = layer.groups === 1 && layer.dilation.every((step) => step === 1);
      return plain ? undefined : "TFLite's transposed convolutions have neither groups nor dilation.";
    }
    case 'averagepool': {
      if (layer.countPadding || fitBorder(layer, input, output).pad === undefined) return undefined;
      return "padding that does not count must be TFLite's own, SAME.";
    }
    case 'pad':
      return layer.mode === 'edge' ? 'TFLite does not pad with values of the edge.' : undefined;
    case 'resize':
      return tfliteSampling(layer, input) === undefined ? 'TFLite does not sample in this way.' : undefined;
    default:
      return undefined;
  }
}

/** Classes are 32-bit words, which nothing goes on from. */
function misplaced(layer: Layer, needed: readonly Layer[]): string | undefined {
  if (layer.kind !== 'argmax') return undefined;
  const read = needed.some(({ inputs }) => inputs.includes(layer.name));
  return read ? 'nothing may follow an argmax.' : undefined;
}

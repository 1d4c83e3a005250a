import { deliveredLayer, type Layer, type Network } from '../../../core/network/layer.js';
import { inferShapes } from '../../../core/network/shapes.js';
import type { Weights } from '../../../core/network/weights.js';
import { signatureOf } from '../../onnx/lower.js';
import { type Fusion, fusions, neededLayers } from './fusion.js';
import { type Lowered, LoweringContext, type Resizes, toWord, type Value } from './lower/context.js';
import { lowerBatchNorm, lowerConv, lowerTransposed } from './lower/convolution.js';
import { lowerActivation, lowerArithmetic, lowerPRelu } from './lower/elementwise.js';
import { lowerConcat, lowerCrop, lowerPad, lowerSelect } from './lower/layout.js';
import { lowerAveragePool, lowerMaxPool, lowerMean } from './lower/pooling.js';
import { lowerResize } from './lower/resize.js';
import type { TfliteModel, WordScale } from './model.js';

/**
 * A network, batch norm folded, as a TFLite model in words of 8 bits for one image, [1, height, width, channels]: input and
 * output too, but for classes, which are 32-bit. `scales` are those of `layerScales`. The network must be one in which
 * `obstacles` finds none.
 */
export function lowerToTflite(
  network: Network,
  weights: Weights,
  scales: ReadonlyMap<string, WordScale>,
  resizes: Resizes = 'plain',
): TfliteModel {
  const shapes = inferShapes(network);
  const context = new LoweringContext(weights, shapes, scales, resizes);
  const fused = fusions(network);
  const values = new Map<string, Value>();
  const delivered = deliveredLayer(network);
  const names = signatureOf(network);
  const valueOf = (layer: string): Value => {
    const value = values.get(layer);
    if (value === undefined) throw new Error(`the layer ${layer} is read before it is there`);
    return value;
  };
  const nameOf = ({ name, kind }: Pick<Layer, 'name' | 'kind'>): string => {
    if (name === delivered) return names.output;
    return kind === 'input' ? names.input : name;
  };
  let output = 0;
  for (const layer of neededLayers(network)) {
    const inputs = layer.inputs.map(valueOf);
    const taken = fused.get(layer.inputs[0] ?? '');
    if (taken?.layer === layer.name) {
      values.set(layer.name, inputs[0]);
    } else if (layer.kind === 'argmax') {
      output = lowerArgmax(context, nameOf(layer), inputs[0]);
    } else if (layer.kind === 'constant') {
      values.set(layer.name, constant(context, layer));
    } else {
      values.set(layer.name, lowerLayer(context, layer, inputs, fused.get(layer.name), nameOf));
    }
  }
  return {
    tensors: context.tensors,
    operators: context.operators,
    input: valueOf(network.layers[0].name).tensor,
    output: values.get(delivered)?.tensor ?? output,
  };
}

function lowerLayer(
  context: LoweringContext,
  layer: Exclude<Layer, { kind: 'constant' | 'argmax' }>,
  inputs: readonly Value[],
  fusion: Fusion | undefined,
  nameOf: (layer: Pick<Layer, 'name' | 'kind'>) => string,
): Value {
  const { kind } = layer;
  const name = nameOf({ name: fusion?.layer ?? layer.name, kind });
  const output = context.value(name, context.shapeOf(layer.name), context.scaleOf(layer.name));
  if (kind !== 'input')
    lowerInto(context, layer, { inputs, output, activation: fusion?.activation ?? 'NONE' });
  return output;
}

function lowerInto(
  context: LoweringContext,
  layer: Exclude<Layer, { kind: 'constant' | 'argmax' | 'input' }>,
  lowered: Lowered,
): void {
  const { inputs, output } = lowered;
  switch (layer.kind) {
    case 'conv':
      lowerConv(context, layer, lowered);
      return;
    case 'convtranspose':
      lowerTransposed(context, layer, lowered);
      return;
    case 'batchnorm':
      lowerBatchNorm(context, layer, lowered);
      return;
    case 'relu':
      context.operator({ kind: 'RELU' }, inputs, output);
      return;
    case 'activation':
      lowerActivation(context, layer, lowered);
      return;
    case 'prelu':
      lowerPRelu(context, layer, lowered);
      return;
    case 'maxpool':
      lowerMaxPool(context, layer, lowered);
      return;
    case 'averagepool':
      lowerAveragePool(context, layer, lowered);
      return;
    case 'globalaveragepool':
      lowerMean(context, layer, lowered);
      return;
    case 'add':
    case 'sub':
    case 'mul':
      lowerArithmetic(context, layer.kind, lowered);
      return;
    case 'concat':
      lowerConcat(context, layer, lowered);
      return;
    case 'select':
      lowerSelect(context, layer, lowered);
      return;
    case 'resize':
      lowerResize(context, layer, lowered);
      return;
    case 'pad':
      lowerPad(context, layer, lowered);
      return;
    case 'crop':
      lowerCrop(context, layer, lowered);
      return;
    case 'softmax':
      context.operator({ kind: 'SOFTMAX' }, inputs, output);
      return;
    case 'div':
    case 'opaque':
      throw new Error(`TFLite has no operator for the layer ${layer.name}`);
  }
}

/** The greatest channel of each pixel, [1, height, width] in 32 bits. */
function lowerArgmax(context: LoweringContext, name: string, input: Value): number {
  const { height, width } = input.shape;
  const axis = context.integers(`${name}.axis`, [3], []);
  const tensor = context.add({ name, shape: [1, height, width], type: 'int32' });
  context.operator({ kind: 'ARG_MAX' }, [input, axis], tensor);
  return tensor;
}

/** [channels, height, width] as words of [height, width, channels]. */
function constant(context: LoweringContext, layer: Extract<Layer, { kind: 'constant' }>): Value {
  const values = context.parameter(layer, 'value');
  const { channels, height, width, name } = layer;
  const scale = context.scaleOf(name);
  const words = Int8Array.from(values, (_, place) =>
    toWord(values[(place % channels) * height * width + Math.floor(place / channels)], scale),
  );
  return context.constantValue(name, { channels, height, width }, scale, words);
}

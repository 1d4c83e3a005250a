import type {
  BatchNormLayer,
  ConvLayer,
  Layer,
  MaxPoolLayer,
  Network,
  ResizeLayer,
  Shape,
} from '../../core/network/layer.js';
import { checkWeights, weightOf } from '../../core/network/parameters.js';
import { inferShapes, shapeOf } from '../../core/network/shapes.js';
import type { Weights } from '../../core/network/weights.js';
import type { GraphBuilder } from './graph.js';
import { resizeScale } from './resize-scale.js';

/** The name of an exported model's input, [N, channels, height, width]. */
export const INPUT_NAME = 'image';
/** The name of an exported model's output, [N, classes, height, width]. */
export const OUTPUT_NAME = 'logits';

/** Images a run takes: a fixed number, or any. */
export type Batch = number | 'N';

/** What lowering one layer needs to know. */
export interface LoweringContext {
  readonly graph: GraphBuilder;
  readonly weights: Weights;
  readonly batch: Batch;
}

/** Writes a batch norm that reads the value `input` into the value `output`. */
export type BatchNormLowering = (
  context: LoweringContext,
  layer: BatchNormLayer,
  input: string,
  output: string,
) => void;

export interface LoweringOptions {
  readonly batch: Batch;
  /** Default: ONNX's BatchNormalization with the running statistics. */
  readonly batchNorm?: BatchNormLowering;
}

/**
 * Writes a network into an ONNX graph whose input is `image`; declares no output. Returns the value of the logits,
 * always `logits`. Values are named after layers, constants after parameters.
 *
 * Throws `checkWeights`'s and `inferShapes`'s errors.
 */
export function lowerNetwork(
  graph: GraphBuilder,
  network: Network,
  weights: Weights,
  options: LoweringOptions,
): string {
  checkWeights(network, weights);
  const { batch, batchNorm = lowerBatchNorm } = options;
  const context: LoweringContext = { graph, weights, batch };
  const shapes = inferShapes(network);
  const input = graph.fresh(INPUT_NAME);
  const logits = graph.fresh(OUTPUT_NAME);
  const values = new Map<string, string>();
  for (const layer of network.layers) {
    if (layer.kind === 'input') {
      graph.input(input, 'float', [batch, layer.channels, layer.height, layer.width]);
      values.set(layer.name, input);
      if (layer.name === network.output) graph.node('Identity', [input], logits);
      continue;
    }
    const inputs = layer.inputs.map((name) => values.get(name) ?? name);
    const output = layer.name === network.output ? logits : graph.fresh(layer.name);
    if (layer.kind === 'batchnorm') batchNorm(context, layer, inputs[0], output);
    else lowerLayer(context, layer, inputs, output, shapeOf(shapes, layer.inputs[0]));
    values.set(layer.name, output);
  }
  return logits;
}

function lowerLayer(
  context: LoweringContext,
  layer: Exclude<Layer, { kind: 'input' | 'batchnorm' }>,
  inputs: readonly string[],
  output: string,
  shape: Shape,
): void {
  const { graph } = context;
  switch (layer.kind) {
    case 'conv':
      lowerConv(context, layer, inputs[0], output);
      return;
    case 'relu':
      graph.node('Relu', inputs, output);
      return;
    case 'maxpool':
      graph.node('MaxPool', inputs, output, windowAttributes(layer));
      return;
    case 'globalaveragepool':
      graph.node('GlobalAveragePool', inputs, output);
      return;
    case 'add':
      graph.node('Add', inputs, output);
      return;
    case 'concat':
      graph.node('Concat', inputs, output, { axis: 1 });
      return;
    case 'resize':
      lowerResize(context, layer, inputs[0], output, shape);
      return;
    default:
      throw new Error(`no lowering for ${layer.kind}`);
  }
}

function lowerConv(
  { graph, weights }: LoweringContext,
  layer: ConvLayer,
  input: string,
  output: string,
): void {
  const names = layer.bias ? ['weight', 'bias'] : ['weight'];
  const parameters = names
    .map((name) => `${layer.name}.${name}`)
    .map((name) => graph.floats(name, weightOf(weights, name)));
  graph.node('Conv', [input, ...parameters], output, {
    ...windowAttributes(layer),
    dilations: layer.dilation,
    group: layer.groups,
  });
}

function lowerBatchNorm(
  { graph, weights }: LoweringContext,
  layer: BatchNormLayer,
  input: string,
  output: string,
): void {
  const parameters = ['weight', 'bias', 'running_mean', 'running_var']
    .map((name) => `${layer.name}.${name}`)
    .map((name) => graph.floats(name, weightOf(weights, name)));
  graph.node('BatchNormalization', [input, ...parameters], output, { epsilon: { float: layer.epsilon } });
}

/**
 * With a fixed batch the output's sizes are given, which leaves nothing to rounding. Sizes would fix the batch as well,
 * so a free one takes scales.
 */
function lowerResize(
  { graph, batch }: LoweringContext,
  layer: ResizeLayer,
  input: string,
  output: string,
  shape: Shape,
): void {
  const attributes = { mode: 'linear', coordinate_transformation_mode: layer.coordinates };
  if (batch === 'N') {
    const scales = [1, 1, resizeScale(shape.height, layer.height), resizeScale(shape.width, layer.width)];
    const constant = graph.floats(`${layer.name}.scales`, { shape: [4], data: Float32Array.from(scales) });
    graph.node('Resize', [input, '', constant], output, attributes);
    return;
  }
  const sizes = graph.integers(`${layer.name}.sizes`, [batch, shape.channels, layer.height, layer.width]);
  graph.node('Resize', [input, '', '', sizes], output, attributes);
}

function windowAttributes({ kernel, stride, padding }: ConvLayer | MaxPoolLayer) {
  return {
    kernel_shape: kernel,
    strides: stride,
    pads: [padding.top, padding.left, padding.bottom, padding.right],
  };
}

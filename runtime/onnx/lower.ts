import type { BatchNormLayer, Layer, Network, Shape } from '../../core/network/layer.js';
import { checkWeights } from '../../core/network/parameters.js';
import { inferShapes, shapeOf } from '../../core/network/shapes.js';
import type { Weights } from '../../core/network/weights.js';
import { type GraphBuilder, OPSET } from './graph.js';
import { lowerActivation, lowerPRelu } from './lower/activation.js';
import { lowerArgmax, lowerSoftmax } from './lower/classes.js';
import { type Batch, type LoweringContext, parameter } from './lower/context.js';
import { lowerBatchNorm, lowerConv, lowerPool } from './lower/convolution.js';
import { repeatForImages } from './lower/images.js';
import { lowerCrop, lowerPad, lowerSelect } from './lower/layout.js';
import { lowerOpaque } from './lower/opaque.js';
import { lowerWords, type Quantisation } from './lower/quantise.js';
import { lowerResize } from './lower/resize.js';

/** Writes a batch norm that reads the value `input` into the value `output`. */
export type BatchNormLowering = (
  context: LoweringContext,
  layer: BatchNormLayer,
  input: string,
  output: string,
) => void;

export interface LoweringOptions {
  readonly batch: Batch;
  /** The layers that the graph is for, each with the name that its value shall have. Only what leads to them is written. */
  readonly wanted: ReadonlyMap<string, string>;
  /** Default: ONNX's BatchNormalization with the running statistics. */
  readonly batchNorm?: BatchNormLowering;
  /** What is held in words. Default: nothing. */
  readonly quantisation?: Quantisation;
}

/** The names of a deployed model's ends. */
export function signatureOf(network: Network): { readonly input: string; readonly output: string } {
  return network.signature ?? { input: 'image', output: 'logits' };
}

/** The version of ONNX's operators that a network is written in: that of its opaque nodes, where it has any. */
export function opsetOf(network: Network): number {
  const opaque = network.layers.some(({ kind }) => kind === 'opaque');
  return opaque ? (network.opset ?? OPSET) : OPSET;
}

/** The batch that a network can run with, where another one is wished. */
export function batchOf(network: Network, wish: Batch): Batch {
  return network.singleImage === true ? 1 : wish;
}

/**
 * Writes a network into an ONNX graph of the opset of `opsetOf`, with its input named as the signature says; declares no
 * output. Returns the values of the wanted layers, [N, channels, height, width]. Values are named after layers,
 * constants after parameters; a name that is taken gets a number.
 *
 * Throws `checkWeights`'s and `inferShapes`'s errors.
 */
export function lowerNetwork(
  graph: GraphBuilder,
  network: Network,
  weights: Weights,
  { batch, wanted, batchNorm = lowerBatchNorm, quantisation }: LoweringOptions,
): ReadonlyMap<string, string> {
  checkWeights(network, weights);
  const context: LoweringContext = { graph, weights, batch, written: new Map(), quantisation };
  const shapes = inferShapes(network);
  const input = graph.fresh(signatureOf(network).input);
  const names = new Map([...wanted].map(([layer, name]) => [layer, graph.fresh(name)]));
  const needed = neededLayers(network, wanted.keys());
  const values = new Map<string, Value>();
  const valueOf = (name: string): Value => values.get(name) ?? { name, batched: true };
  for (const layer of network.layers) {
    if (layer.kind === 'input') {
      graph.input(input, 'float', [batch, layer.channels, layer.height, layer.width]);
      const scale = quantisation?.activations.get(layer.name);
      const name = scale === undefined ? input : graph.fresh(`${layer.name}.rounded`);
      if (scale !== undefined) lowerWords(context, layer.name, scale, input, name);
      values.set(layer.name, { name, batched: true });
    } else if (needed.has(layer.name)) {
      const operands = layer.inputs.map((name) => ({ ...valueOf(name), shape: shapeOf(shapes, name) }));
      values.set(layer.name, lowerLayer(context, layer, operands, { image: input, batchNorm, names }));
    }
  }
  return new Map([...names].map(([layer, name]) => [layer, deliverAs(context, name, valueOf(layer), input)]));
}

/** A value of the graph. One that is not batched is the same for all images, [1, channels, height, width]. */
interface Value {
  readonly name: string;
  readonly batched: boolean;
}

interface Operand extends Value {
  readonly shape: Shape;
}

interface Surroundings {
  /** The value of the network's input. */
  readonly image: string;
  readonly batchNorm: BatchNormLowering;
  readonly names: ReadonlyMap<string, string>;
}

/** Layers that lead to others, these included. */
function neededLayers(network: Network, wanted: Iterable<string>): ReadonlySet<string> {
  const needed = new Set(wanted);
  for (const layer of network.layers.toReversed()) {
    if (needed.has(layer.name)) for (const input of layer.inputs) needed.add(input);
  }
  return needed;
}

function lowerLayer(
  context: LoweringContext,
  layer: Exclude<Layer, { kind: 'input' }>,
  operands: readonly Operand[],
  { image, batchNorm, names }: Surroundings,
): Value {
  if (layer.kind === 'constant') {
    const { channels, height, width } = layer;
    return { name: parameter(context, layer, 'value', [1, channels, height, width]), batched: false };
  }
  const batched = layer.kind === 'opaque' || operands.some((operand) => operand.batched);
  const mixes = layer.kind === 'concat' || layer.kind === 'opaque';
  const inputs = operands.map((operand, position) =>
    mixes && batched ? repeated(context, operand, `${layer.name}.${position}`, image) : operand.name,
  );
  const name = (batched ? names.get(layer.name) : undefined) ?? context.graph.fresh(layer.name);
  const scale = context.quantisation?.activations.get(layer.name);
  const exact = scale === undefined ? name : context.graph.fresh(`${layer.name}.exact`);
  if (layer.kind === 'batchnorm') batchNorm(context, layer, inputs[0], exact);
  else lowerPlain(context, layer, inputs, operands, exact);
  if (scale !== undefined) lowerWords(context, layer.name, scale, exact, name);
  return { name, batched };
}

/** A value with one entry for each image. */
function repeated(context: LoweringContext, value: Value, name: string, image: string): string {
  const fits = value.batched || context.batch === 1;
  return fits ? value.name : repeatForImages(context, name, value.name, image);
}

function deliverAs(context: LoweringContext, name: string, value: Value, image: string): string {
  if (value.name === name) return name;
  return context.graph.node('Identity', [repeated(context, value, name, image)], name);
}

function lowerPlain(
  context: LoweringContext,
  layer: Exclude<Layer, { kind: 'input' | 'constant' | 'batchnorm' }>,
  inputs: readonly string[],
  operands: readonly Operand[],
  output: string,
): void {
  const { graph } = context;
  switch (layer.kind) {
    case 'conv':
    case 'convtranspose':
      lowerConv(context, layer, inputs[0], output);
      return;
    case 'relu':
      graph.node('Relu', inputs, output);
      return;
    case 'activation':
      lowerActivation(context, layer, inputs[0], output);
      return;
    case 'prelu':
      lowerPRelu(context, layer, operands[0].shape.channels, inputs[0], output);
      return;
    case 'maxpool':
    case 'averagepool':
      lowerPool(context, layer, inputs[0], output);
      return;
    case 'globalaveragepool':
      graph.node('GlobalAveragePool', inputs, output);
      return;
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      graph.node(ARITHMETIC[layer.kind], inputs, output);
      return;
    case 'concat':
      graph.node('Concat', inputs, output, { axis: 1 });
      return;
    case 'select':
      lowerSelect(context, layer, inputs[0], output);
      return;
    case 'resize': {
      const [{ name, batched, shape }] = operands;
      lowerResize(context, layer, shape, { value: name, batched }, output);
      return;
    }
    case 'pad':
      lowerPad(context, layer, inputs[0], output);
      return;
    case 'crop':
      lowerCrop(context, layer, inputs[0], output);
      return;
    case 'softmax':
      lowerSoftmax(context, layer, inputs[0], output);
      return;
    case 'argmax':
      lowerArgmax(context, layer, inputs[0], output);
      return;
    case 'opaque':
      lowerOpaque(context, layer, inputs, output);
      return;
  }
}

const ARITHMETIC = { add: 'Add', sub: 'Sub', mul: 'Mul', div: 'Div' } as const;

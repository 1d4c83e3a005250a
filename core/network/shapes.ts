import { NetworkError } from '../errors.js';
import type {
  ArithmeticLayer,
  ConvLayer,
  ConvTransposeLayer,
  CropLayer,
  Layer,
  LayerKind,
  Network,
  PadLayer,
  SelectLayer,
  Shape,
} from './layer.js';
import { checkWhole, slide, spread } from './windows.js';
import { checkWiring } from './wiring.js';

/**
 * The output shape of every layer, by layer name, NCHW without N. Throws the NetworkErrors of `checkWiring` and
 * `layerShape`.
 */
export function inferShapes(network: Network): ReadonlyMap<string, Shape> {
  checkWiring(network);
  const shapes = new Map<string, Shape>();
  for (const layer of network.layers) {
    const inputs = layer.inputs.map((name) => shapeOf(shapes, name));
    shapes.set(layer.name, layerShape(layer, inputs));
  }
  return shapes;
}

/** Looks up a layer's shape. Throws a NetworkError `NETWORK_UNKNOWN_LAYER` where the network has no such layer. */
export function shapeOf(shapes: ReadonlyMap<string, Shape>, name: string): Shape {
  const shape = shapes.get(name);
  if (shape === undefined) {
    throw new NetworkError('NETWORK_UNKNOWN_LAYER', `The network has no layer '${name}'.`);
  }
  return shape;
}

/**
 * The output shape of one layer, given the shapes of its inputs in order.
 *
 * Throws a NetworkError: `NETWORK_INPUT_COUNT`, `NETWORK_BAD_NUMBER`, `NETWORK_SHAPE_MISMATCH`,
 * `NETWORK_CONCAT_MISMATCH`, `NETWORK_BAD_GROUPS`, `NETWORK_BAD_INDEX` or `NETWORK_TOO_SMALL`.
 */
export function layerShape(layer: Layer, inputs: readonly Shape[]): Shape {
  checkInputCount(layer, inputs.length);
  const [first] = inputs;
  switch (layer.kind) {
    case 'input':
    case 'constant':
    case 'opaque':
      checkWhole(layer.name, { channels: layer.channels, height: layer.height, width: layer.width }, 1);
      return { channels: layer.channels, height: layer.height, width: layer.width };
    case 'conv':
      checkGroups(layer, first);
      return { channels: layer.outChannels, ...slide(layer, first, layer.dilation) };
    case 'convtranspose':
      checkGroups(layer, first);
      return { channels: layer.outChannels, ...spread(layer, first) };
    case 'maxpool':
    case 'averagepool':
      return { channels: first.channels, ...slide(layer, first) };
    case 'globalaveragepool':
      return { channels: first.channels, height: 1, width: 1 };
    case 'resize':
      checkWhole(layer.name, { height: layer.height, width: layer.width }, 1);
      return { channels: first.channels, height: layer.height, width: layer.width };
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
      return spreadShape(layer, inputs);
    case 'concat':
      checkConcat(layer, inputs);
      return { ...first, channels: inputs.reduce((sum, shape) => sum + shape.channels, 0) };
    case 'select':
      checkIndices(layer, first);
      return { ...first, channels: layer.indices.length };
    case 'pad':
      return padShape(layer, first);
    case 'crop':
      checkCrop(layer, first);
      return { channels: first.channels, height: layer.height, width: layer.width };
    case 'argmax':
      return { ...first, channels: 1 };
    case 'batchnorm':
    case 'relu':
    case 'activation':
    case 'prelu':
    case 'softmax':
      return first;
  }
}

const ONE = [1, 1] as const;
const TWO = [2, 2] as const;
const INPUT_COUNTS: Readonly<Record<LayerKind, readonly [least: number, most: number]>> = {
  input: [0, 0],
  constant: [0, 0],
  conv: ONE,
  convtranspose: ONE,
  batchnorm: ONE,
  relu: ONE,
  activation: ONE,
  prelu: ONE,
  maxpool: ONE,
  averagepool: ONE,
  globalaveragepool: ONE,
  resize: ONE,
  select: ONE,
  pad: ONE,
  crop: ONE,
  softmax: ONE,
  argmax: ONE,
  add: TWO,
  sub: TWO,
  mul: TWO,
  div: TWO,
  concat: [1, Infinity],
  opaque: [1, Infinity],
};

function checkInputCount(layer: Layer, count: number): void {
  const [least, most] = INPUT_COUNTS[layer.kind];
  if (count < least || count > most) {
    const wanted = least === most ? String(least) : `at least ${least}`;
    throw new NetworkError(
      'NETWORK_INPUT_COUNT',
      `Layer '${layer.name}' of kind ${layer.kind} reads ${count} layers instead of ${wanted}.`,
    );
  }
}

function spreadShape(layer: ArithmeticLayer, inputs: readonly Shape[]): Shape {
  const [left, right] = inputs;
  const along = (axis: keyof Shape): number => {
    const [a, b] = [left[axis], right[axis]];
    if (a === b || b === 1) return a;
    if (a === 1) return b;
    throw new NetworkError(
      'NETWORK_SHAPE_MISMATCH',
      `Layer '${layer.name}' of kind ${layer.kind} joins ${described(layer, inputs).join(' and ')}.`,
      { hint: 'Channels, height and width each must be equal or 1.' },
    );
  };
  return { channels: along('channels'), height: along('height'), width: along('width') };
}

function checkConcat(layer: Layer, inputs: readonly Shape[]): void {
  if (inputs.some((shape) => shape.height !== inputs[0].height || shape.width !== inputs[0].width)) {
    throw new NetworkError(
      'NETWORK_CONCAT_MISMATCH',
      `Layer '${layer.name}' joins ${described(layer, inputs).join(', ')}.`,
      { hint: 'A concat needs outputs of equal height and width.' },
    );
  }
}

function checkIndices(layer: SelectLayer, input: Shape): void {
  const wrong = layer.indices.find(
    (index) => !Number.isInteger(index) || index < 0 || index >= input.channels,
  );
  if (wrong === undefined && layer.indices.length > 0) return;
  throw new NetworkError(
    'NETWORK_BAD_INDEX',
    wrong === undefined
      ? `Layer '${layer.name}' selects no channel.`
      : `Layer '${layer.name}' selects channel ${wrong} of ${input.channels}.`,
  );
}

function padShape(layer: PadLayer, { channels, height, width }: Shape): Shape {
  const { top, left, bottom, right } = layer.padding;
  checkWhole(layer.name, { top, left, bottom, right }, 0);
  const fits = Math.max(top, bottom) < height && Math.max(left, right) < width;
  if (layer.mode === 'reflect' && !fits) {
    throw new NetworkError(
      'NETWORK_TOO_SMALL',
      `Layer '${layer.name}' reflects more than its input of ${height}x${width} has.`,
      { hint: 'Take a larger input, or less padding.' },
    );
  }
  return { channels, height: height + top + bottom, width: width + left + right };
}

function checkCrop({ name, top, left, height, width, stride }: CropLayer, input: Shape): void {
  checkWhole(name, { top, left }, 0);
  checkWhole(name, { height, width, strideHeight: stride[0], strideWidth: stride[1] }, 1);
  const fits = top + (height - 1) * stride[0] < input.height && left + (width - 1) * stride[1] < input.width;
  if (fits) return;
  throw new NetworkError(
    'NETWORK_TOO_SMALL',
    `Layer '${name}' crops beyond its input of ${input.height}x${input.width}.`,
    { hint: 'Take a larger input, or a smaller crop.' },
  );
}

function checkGroups(layer: ConvLayer | ConvTransposeLayer, input: Shape): void {
  checkWhole(layer.name, { outChannels: layer.outChannels, groups: layer.groups }, 1);
  if (input.channels % layer.groups !== 0 || layer.outChannels % layer.groups !== 0) {
    throw new NetworkError(
      'NETWORK_BAD_GROUPS',
      `Layer '${layer.name}' divides ${input.channels} input and ${layer.outChannels} output channels into ${layer.groups} groups.`,
      { hint: 'The number of groups must divide both channel counts.' },
    );
  }
}

function described(layer: Layer, shapes: readonly Shape[]): string[] {
  return layer.inputs.map((name, i) => {
    const { channels, height, width } = shapes[i];
    return `'${name}' (${channels}x${height}x${width})`;
  });
}

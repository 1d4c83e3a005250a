import { NetworkError } from '../errors.js';
import type { ConvLayer, Layer, LayerKind, Network, Padding, Pair, Shape } from './layer.js';

/**
 * The output shape of every layer, by layer name, NCHW without N.
 *
 * Throws a NetworkError: `NETWORK_DUPLICATE_NAME`, `NETWORK_INPUT_LAYER`, `NETWORK_UNKNOWN_INPUT`,
 * `NETWORK_LATE_INPUT`, `NETWORK_UNKNOWN_OUTPUT`, or one of `layerShape`'s.
 */
export function inferShapes(network: Network): ReadonlyMap<string, Shape> {
  checkNames(network);
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
 * Throws a NetworkError: `NETWORK_INPUT_COUNT`, `NETWORK_BAD_NUMBER`, `NETWORK_ADD_MISMATCH`,
 * `NETWORK_CONCAT_MISMATCH`, `NETWORK_BAD_GROUPS` or `NETWORK_TOO_SMALL`.
 */
export function layerShape(layer: Layer, inputs: readonly Shape[]): Shape {
  checkInputCount(layer, inputs.length);
  const [first] = inputs;
  switch (layer.kind) {
    case 'input':
      checkWhole(layer.name, { channels: layer.channels, height: layer.height, width: layer.width }, 1);
      return { channels: layer.channels, height: layer.height, width: layer.width };
    case 'conv':
      checkConv(layer, first);
      return { channels: layer.outChannels, ...slide(layer, first, layer.dilation) };
    case 'maxpool':
      return { channels: first.channels, ...slide(layer, first, [1, 1]) };
    case 'globalaveragepool':
      return { channels: first.channels, height: 1, width: 1 };
    case 'resize':
      checkWhole(layer.name, { height: layer.height, width: layer.width }, 1);
      return { channels: first.channels, height: layer.height, width: layer.width };
    case 'add':
      checkAdd(layer, inputs);
      return first;
    case 'concat':
      checkConcat(layer, inputs);
      return { ...first, channels: inputs.reduce((sum, shape) => sum + shape.channels, 0) };
    case 'batchnorm':
    case 'relu':
      return first;
  }
}

function checkNames(network: Network): void {
  const positions = new Map<string, number>();
  network.layers.forEach((layer, position) => {
    if (positions.has(layer.name)) {
      throw new NetworkError('NETWORK_DUPLICATE_NAME', `Two layers are called '${layer.name}'.`, {
        hint: 'Give every layer a name of its own.',
      });
    }
    positions.set(layer.name, position);
  });
  network.layers.forEach((layer, position) => {
    if ((layer.kind === 'input') !== (position === 0)) {
      throw new NetworkError(
        'NETWORK_INPUT_LAYER',
        `Layer ${position}, '${layer.name}', is of kind ${layer.kind}.`,
        { hint: 'A network has one input layer, and it comes first.' },
      );
    }
    for (const name of layer.inputs) checkInput(layer, name, position, positions.get(name));
  });
  if (!positions.has(network.output)) {
    throw new NetworkError(
      'NETWORK_UNKNOWN_OUTPUT',
      `The network's output '${network.output}' is no layer.`,
      {
        hint: 'Name the layer that gives the class scores.',
      },
    );
  }
}

function checkInput(layer: Layer, name: string, position: number, inputPosition: number | undefined): void {
  if (inputPosition === undefined) {
    throw new NetworkError(
      'NETWORK_UNKNOWN_INPUT',
      `Layer '${layer.name}' reads '${name}', which is no layer.`,
    );
  }
  if (inputPosition >= position) {
    throw new NetworkError(
      'NETWORK_LATE_INPUT',
      `Layer '${layer.name}' reads '${name}', which comes ${inputPosition === position ? 'no earlier' : 'later'}.`,
      { hint: 'Order layers so that each comes after all that it reads.' },
    );
  }
}

const INPUT_COUNTS: Readonly<Record<LayerKind, readonly [least: number, most: number]>> = {
  input: [0, 0],
  conv: [1, 1],
  batchnorm: [1, 1],
  relu: [1, 1],
  maxpool: [1, 1],
  globalaveragepool: [1, 1],
  resize: [1, 1],
  add: [2, 2],
  concat: [1, Infinity],
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

function checkAdd(layer: Layer, inputs: readonly Shape[]): void {
  const [left, right] = inputs;
  if (left.channels !== right.channels || left.height !== right.height || left.width !== right.width) {
    throw new NetworkError(
      'NETWORK_ADD_MISMATCH',
      `Layer '${layer.name}' adds ${layer.inputs.map((name, i) => describe(name, inputs[i])).join(' and ')}.`,
      { hint: 'An add needs two outputs of equal shape.' },
    );
  }
}

function checkConcat(layer: Layer, inputs: readonly Shape[]): void {
  if (inputs.some((shape) => shape.height !== inputs[0].height || shape.width !== inputs[0].width)) {
    throw new NetworkError(
      'NETWORK_CONCAT_MISMATCH',
      `Layer '${layer.name}' joins ${layer.inputs.map((name, i) => describe(name, inputs[i])).join(', ')}.`,
      { hint: 'A concat needs outputs of equal height and width.' },
    );
  }
}

function checkConv(layer: ConvLayer, input: Shape): void {
  checkWhole(layer.name, { outChannels: layer.outChannels, groups: layer.groups }, 1);
  if (input.channels % layer.groups !== 0 || layer.outChannels % layer.groups !== 0) {
    throw new NetworkError(
      'NETWORK_BAD_GROUPS',
      `Layer '${layer.name}' divides ${input.channels} input and ${layer.outChannels} output channels into ${layer.groups} groups.`,
      { hint: 'The number of groups must divide both channel counts.' },
    );
  }
}

interface Window {
  readonly name: string;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

function slide(window: Window, input: Shape, dilation: Pair): { height: number; width: number } {
  const { name, kernel, stride, padding } = window;
  checkWhole(name, { kernelHeight: kernel[0], kernelWidth: kernel[1] }, 1);
  checkWhole(name, { strideHeight: stride[0], strideWidth: stride[1] }, 1);
  checkWhole(name, { dilationHeight: dilation[0], dilationWidth: dilation[1] }, 1);
  checkWhole(name, { ...padding }, 0);
  const height = positions(input.height + padding.top + padding.bottom, kernel[0], stride[0], dilation[0]);
  const width = positions(input.width + padding.left + padding.right, kernel[1], stride[1], dilation[1]);
  if (height < 1 || width < 1) {
    throw new NetworkError(
      'NETWORK_TOO_SMALL',
      `The kernel of layer '${name}', ${kernel.join('x')}, does not fit into its input, ${input.height}x${input.width}.`,
      { hint: 'Take a larger input, or a smaller kernel or dilation.' },
    );
  }
  return { height, width };
}

function positions(size: number, kernel: number, stride: number, dilation: number): number {
  return Math.floor((size - dilation * (kernel - 1) - 1) / stride) + 1;
}

function checkWhole(name: string, values: Readonly<Record<string, number>>, least: number): void {
  for (const [key, value] of Object.entries(values)) {
    if (!Number.isInteger(value) || value < least) {
      throw new NetworkError(
        'NETWORK_BAD_NUMBER',
        `Layer '${name}' has ${key} ${value}; it must be a whole number of at least ${least}.`,
      );
    }
  }
}

function describe(name: string, shape: Shape): string {
  return `'${name}' (${shape.channels}x${shape.height}x${shape.width})`;
}

import { NetworkError } from '../../../core/errors.js';
import type { Layer } from '../../../core/network/layer.js';
import type { LayerStore } from './layers.js';
import { elementTypeOf } from './constant.js';
import type { Graph } from './read/graph.js';
import type { ValueText } from './read/messages.js';
import { tooLarge } from './refuse.js';
import { type Layout, layoutOf, type View, wholeView } from './view.js';

/** The size in pixels of the images that a network is imported for. */
export interface InputSize {
  readonly height: number;
  readonly width: number;
}

export interface ImportedInput {
  readonly name: string;
  readonly layout: Layout;
  readonly view: View;
  /** Whether the file has a fixed size that is another. */
  readonly resized: boolean;
}

/** Adds the input layer. Throws a NetworkError `ONNX_INPUT` or `ONNX_TOO_LARGE`. */
export function importInput(layers: LayerStore, graph: Graph, size: InputSize | undefined): ImportedInput {
  const input = theInput(graph);
  const { shape } = input;
  if (shape?.length !== 4 || elementTypeOf(input.elementType) === undefined) {
    throw inputError(
      `The input '${input.name}' is no image: [${(shape ?? []).map((each) => each ?? '?').join(', ')}].`,
      'Give a network whose input is [N, channels, height, width] or [N, height, width, channels].',
    );
  }
  const layout = inputLayout(shape);
  const [channels, ownHeight, ownWidth] =
    layout === 'NCHW' ? [shape[1], shape[2], shape[3]] : [shape[3], shape[1], shape[2]];
  const [height, width] = [size?.height ?? ownHeight, size?.width ?? ownWidth];
  if (channels === undefined) {
    throw inputError(
      `The input '${input.name}' does not tell its number of channels.`,
      'Export the network with a fixed number of input channels.',
    );
  }
  if (height === undefined || width === undefined) {
    throw inputError(
      `The input '${input.name}' leaves its height and width free.`,
      'Give the size of the images: `input: { height: …, width: … }` in a pipeline, `--input 512x1024` on the command line.',
    );
  }
  if (![height, width].every((pixels) => Number.isInteger(pixels) && pixels >= 1)) {
    throw inputError(`The input would be ${height}x${width} pixels.`, 'Give whole numbers of at least 1.');
  }
  if (channels * height * width > LARGEST_INPUT) {
    throw tooLarge(`The input '${input.name}' has ${channels}x${height}x${width} values.`);
  }
  const layer = layers.emit({ kind: 'input', channels, height, width }, [], { role: input.name });
  const resized = (ownHeight ?? height) !== height || (ownWidth ?? width) !== width;
  return { name: input.name, layout, view: wholeView(layer, layers.get(layer).shape, layout), resized };
}

/** Above this many values, 2 GB, no input is an image. */
const LARGEST_INPUT = 2 ** 29;

function theInput(graph: Graph): ValueText {
  const read = new Set(graph.nodes.flatMap(({ inputs }) => inputs));
  const used = graph.inputs.filter(({ name }) => read.has(name));
  const inputs = used.length > 0 ? used : graph.inputs;
  if (inputs.length === 1) return inputs[0];
  throw inputError(
    inputs.length === 0
      ? 'The model has no input.'
      : `The model has ${inputs.length} inputs: ${inputs.map(({ name }) => `'${name}'`).join(', ')}.`,
    'Give a network of one image.',
  );
}

/** Channels come last where their number looks like channels there and does not in front. */
function inputLayout([, second, , fourth]: readonly (number | undefined)[]): Layout {
  const few = (size: number | undefined): boolean => size !== undefined && size <= 4;
  return few(fourth) && !few(second) ? 'NHWC' : 'NCHW';
}

/** The layers that an imported network ends in. */
export interface Ends {
  /** The layer of the class scores. */
  readonly output: string;
  /** The layer of the original output. */
  readonly delivers: string;
  /** Where it is not that output as it was: how it differs. */
  readonly remark?: string;
}

/** Finds the class scores behind a softmax, argmax or sigmoid; those of one class become those of two. */
export function importEnds(layers: LayerStore, view: View): Ends {
  const delivers = view.layer;
  let scores = delivers;
  for (let layer = layers.get(scores).layer; turnsScores(layer); layer = layers.get(scores).layer) {
    [scores] = layer.inputs;
  }
  const output = layers.get(scores).shape.channels === 1 ? withBackground(layers, scores) : scores;
  const layout = layoutOf(view);
  const plain = layout === 'NCHW' && view.type === 'float';
  const { channels, height, width } = view.shape;
  const given = `[${['N', channels, height, width].join(', ')}] of floats`;
  return plain ? { output, delivers } : { output, delivers, remark: `the output is given as ${given}` };
}

function turnsScores(layer: Layer): boolean {
  return (
    layer.kind === 'softmax' ||
    layer.kind === 'argmax' ||
    (layer.kind === 'activation' && layer.function.name === 'sigmoid')
  );
}

/**
 * Scores z of one class against the rest are scores (0, z) of two: their softmax is the sigmoid of z. The map of zeros
 * is 0 * z, which takes no memory in the weights.
 */
function withBackground(layers: LayerStore, scores: string): string {
  const one = { kind: 'constant', channels: 1, height: 1, width: 1 } as const;
  const value = { shape: [1, 1, 1], data: new Float32Array(1) };
  const zero = layers.emit(one, [], { role: 'zero', operand: true }, { value });
  const background = layers.emit({ kind: 'mul' }, [scores, zero], { role: 'background' });
  return layers.emit({ kind: 'concat' }, [background, scores], { role: 'scores' });
}

function inputError(message: string, hint: string): NetworkError {
  return new NetworkError('ONNX_INPUT', message, { hint });
}

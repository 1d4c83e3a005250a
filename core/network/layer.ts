import type { OpaqueConstant, OpaqueNode } from './opaque.js';

/** Height and width, in that order everywhere. */
export type Pair = readonly [height: number, width: number];

/** Padding in pixels. */
export interface Padding {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

interface LayerBase {
  /** Unique in its network. */
  readonly name: string;
  /** Names of the layers whose outputs it reads, all of them earlier in the network. */
  readonly inputs: readonly string[];
}

/** A layer with parameters of its own, `<name>.weight`, `<name>.bias`, …, or with those of another. */
interface ParametricLayer extends LayerBase {
  /** An earlier layer, equal but for its name and inputs, whose parameters this one uses. */
  readonly shares?: string;
}

export interface InputLayer extends LayerBase {
  readonly kind: 'input';
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Parameters: `weight` [outChannels, inChannels / groups, kh, kw]; `bias` [outChannels] where `bias` is true. */
export interface ConvLayer extends ParametricLayer {
  readonly kind: 'conv';
  readonly outChannels: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
  readonly groups: number;
  readonly bias: boolean;
}

/**
 * Transposed convolution: each input pixel adds its kernel to the output, `stride` apart; `padding` is cut off the
 * result, `outputPadding` added at its bottom and right. Parameters: `weight` [inChannels, outChannels / groups, kh, kw];
 * `bias` [outChannels] where `bias` is true.
 */
export interface ConvTransposeLayer extends ParametricLayer {
  readonly kind: 'convtranspose';
  readonly outChannels: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
  readonly outputPadding: Pair;
  readonly groups: number;
  readonly bias: boolean;
}

/** Parameters, each [channels]: `weight` (gamma), `bias` (beta), `running_mean`, `running_var`. */
export interface BatchNormLayer extends ParametricLayer {
  readonly kind: 'batchnorm';
  readonly epsilon: number;
}

export interface ReluLayer extends LayerBase {
  readonly kind: 'relu';
}

/** An element-wise function of one value, without parameters. */
export interface ActivationLayer extends LayerBase {
  readonly kind: 'activation';
  readonly function: ActivationFunction;
}

/** Functions as ONNX defines them. A bound that is null does not bind. */
export type ActivationFunction =
  | { readonly name: 'leakyrelu'; readonly slope: number }
  | { readonly name: 'clip'; readonly min: number | null; readonly max: number | null }
  | { readonly name: 'hardsigmoid'; readonly slope: number; readonly offset: number }
  | { readonly name: 'elu'; readonly alpha: number }
  | {
      readonly name:
        | 'sigmoid'
        | 'hardswish'
        | 'tanh'
        | 'softplus'
        | 'exp'
        | 'log'
        | 'sqrt'
        | 'reciprocal'
        | 'abs'
        | 'neg'
        | 'erf';
    };

/** x where x is positive, else slope * x. Parameter: `slope` [channels]. */
export interface PReluLayer extends ParametricLayer {
  readonly kind: 'prelu';
}

/** Padding never wins. */
export interface MaxPoolLayer extends LayerBase {
  readonly kind: 'maxpool';
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

export interface AveragePoolLayer extends LayerBase {
  readonly kind: 'averagepool';
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  /** Whether pixels of the padding count, as zeros. */
  readonly countPadding: boolean;
}

export interface GlobalAveragePoolLayer extends LayerBase {
  readonly kind: 'globalaveragepool';
}

/** Element-wise arithmetic of two outputs. Along channels, height and width each, a size of 1 is spread over the other's. */
export interface ArithmeticLayer extends LayerBase {
  readonly kind: 'add' | 'sub' | 'mul' | 'div';
}

/** Concatenation along channels. */
export interface ConcatLayer extends LayerBase {
  readonly kind: 'concat';
}

/** Channels of its input by index, in any order: what splits, slices and channel shuffles come to. */
export interface SelectLayer extends LayerBase {
  readonly kind: 'select';
  readonly indices: readonly number[];
}

/** How a resize samples: names and meaning as ONNX's Resize has them. */
export type Interpolation =
  | { readonly mode: 'linear' }
  | {
      readonly mode: 'nearest';
      readonly rounding: 'floor' | 'ceil' | 'round_prefer_floor' | 'round_prefer_ceil';
    }
  | { readonly mode: 'cubic'; readonly coefficient: number; readonly excludeOutside: boolean };

/** Interpolation to a fixed size; sampling points as ONNX's coordinate_transformation_mode names them. */
export interface ResizeLayer extends LayerBase {
  readonly kind: 'resize';
  readonly height: number;
  readonly width: number;
  readonly coordinates: 'half_pixel' | 'pytorch_half_pixel' | 'align_corners' | 'asymmetric';
  readonly interpolation: Interpolation;
  /** Factors that sampling points are computed with, where they are not output size over input size. */
  readonly scale?: Pair;
}

export interface PadLayer extends LayerBase {
  readonly kind: 'pad';
  readonly padding: Padding;
  readonly mode: 'constant' | 'reflect' | 'edge';
  /** What a `constant` padding is filled with. */
  readonly value: number;
}

/** A part of every channel: `height` rows from `top`, `stride[0]` apart, and columns alike. */
export interface CropLayer extends LayerBase {
  readonly kind: 'crop';
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
  readonly stride: Pair;
}

/** A value that no input reaches. Parameter, not trained: `value` [channels, height, width]. */
export interface ConstantLayer extends LayerBase {
  readonly kind: 'constant';
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Over channels, pixel by pixel. */
export interface SoftmaxLayer extends LayerBase {
  readonly kind: 'softmax';
}

/** The index of the greatest channel, pixel by pixel, the first of equals, as one channel. */
export interface ArgmaxLayer extends LayerBase {
  readonly kind: 'argmax';
}

/**
 * ONNX nodes that Espalier runs without understanding them. `nodes` read the layer's inputs as `in0`, `in1`, … [N, C, H,
 * W], its parameters and constants by name, and each other; `result` leaves, [N, channels, height, width]. Parameters,
 * not trained: those of `parameters`, float32, by name and shape.
 */
export interface OpaqueLayer extends LayerBase {
  readonly kind: 'opaque';
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly nodes: readonly OpaqueNode[];
  readonly result: string;
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly constants: Readonly<Record<string, OpaqueConstant>>;
}

export type Layer =
  | InputLayer
  | ConvLayer
  | ConvTransposeLayer
  | BatchNormLayer
  | ReluLayer
  | ActivationLayer
  | PReluLayer
  | MaxPoolLayer
  | AveragePoolLayer
  | GlobalAveragePoolLayer
  | ArithmeticLayer
  | ConcatLayer
  | SelectLayer
  | ResizeLayer
  | PadLayer
  | CropLayer
  | ConstantLayer
  | SoftmaxLayer
  | ArgmaxLayer
  | OpaqueLayer;

export type LayerKind = Layer['kind'];

/** A layer graph without weights, in topological order, the input first. Plain JSON. */
export interface Network {
  readonly layers: readonly Layer[];
  /** The layer whose output are the class scores (logits), [N, classes, height, width]: training and mIoU read it. */
  readonly output: string;
  /** The layer whose output a deployed model gives, where that is another: a softmax or argmax behind the logits. */
  readonly delivers?: string;
  /** The names of a deployed model's input and output, where they are not `image` and `logits`. */
  readonly signature?: { readonly input: string; readonly output: string };
  /** How images become the input, where that is not as for ImageNet. */
  readonly normalisation?: Normalisation;
  /** The version of ONNX's operators that opaque nodes are written in. */
  readonly opset?: number;
  /** Whether opaque nodes hold for one image a run only. */
  readonly singleImage?: boolean;
}

/** A pixel's value v, 0 … 1, becomes (v - mean) / deviation, by channel. */
export interface Normalisation {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** The layer whose output a deployed model gives. */
export function deliveredLayer(network: Network): string {
  return network.delivers ?? network.output;
}

/** The full name of a layer's parameter, by the layer that owns it. */
export function parameterName(layer: Layer, parameter: string): string {
  const owner = 'shares' in layer && layer.shares !== undefined ? layer.shares : layer.name;
  return `${owner}.${parameter}`;
}

/** Shape of one image's activations, NCHW without N. */
export interface Shape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Height and width, in that order everywhere. */
export type Pair = readonly [height: number, width: number];

/** Zero padding in pixels. */
export interface Padding {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

interface LayerBase {
  /** Unique in its network. Parameters are named after it: `<name>.weight`, `<name>.bias`, … */
  readonly name: string;
  /** Names of the layers whose outputs it reads, all of them earlier in the network. */
  readonly inputs: readonly string[];
}

export interface InputLayer extends LayerBase {
  readonly kind: 'input';
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Parameters: `weight` [outChannels, inChannels / groups, kh, kw]; `bias` [outChannels] where `bias` is true. */
export interface ConvLayer extends LayerBase {
  readonly kind: 'conv';
  readonly outChannels: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly padding: Padding;
  readonly groups: number;
  readonly bias: boolean;
}

/** Parameters, each [channels]: `weight` (gamma), `bias` (beta), `running_mean`, `running_var`. */
export interface BatchNormLayer extends LayerBase {
  readonly kind: 'batchnorm';
  readonly epsilon: number;
}

export interface ReluLayer extends LayerBase {
  readonly kind: 'relu';
}

export interface MaxPoolLayer extends LayerBase {
  readonly kind: 'maxpool';
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

export interface GlobalAveragePoolLayer extends LayerBase {
  readonly kind: 'globalaveragepool';
}

/** Element-wise sum of two outputs of equal shape. */
export interface AddLayer extends LayerBase {
  readonly kind: 'add';
}

/** Concatenation along channels. */
export interface ConcatLayer extends LayerBase {
  readonly kind: 'concat';
}

/** Bilinear interpolation to a fixed size; sampling points as ONNX's coordinate_transformation_mode names them. */
export interface ResizeLayer extends LayerBase {
  readonly kind: 'resize';
  readonly height: number;
  readonly width: number;
  readonly coordinates: 'half_pixel' | 'align_corners';
}

export type Layer =
  | InputLayer
  | ConvLayer
  | BatchNormLayer
  | ReluLayer
  | MaxPoolLayer
  | GlobalAveragePoolLayer
  | AddLayer
  | ConcatLayer
  | ResizeLayer;

export type LayerKind = Layer['kind'];

/** A layer graph without weights, in topological order, the input first. Plain JSON. */
export interface Network {
  readonly layers: readonly Layer[];
  /** The layer whose output are the class scores (logits), [N, classes, height, width]. */
  readonly output: string;
}

/** Shape of one image's activations, NCHW without N. */
export interface Shape {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

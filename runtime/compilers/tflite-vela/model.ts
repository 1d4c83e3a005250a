import type { Pair } from '../../../core/network/layer.js';

/** What a convolution does at the borders: as many outputs as fit, or as many as there are inputs a stride. */
export type BorderMode = 'SAME' | 'VALID';

/** Applied to an operator's result before it is rounded to words. */
export type FusedActivation = 'NONE' | 'RELU' | 'RELU6' | 'RELU_N1_TO_1';

interface Sliding {
  readonly border: BorderMode;
  readonly stride: Pair;
}

/** An operator of TFLite with its options, as TFLite names them. A mirror repeats the pixels of the edge or does not. */
export type Operation =
  | (Sliding & {
      readonly kind: 'CONV_2D';
      readonly dilation: Pair;
      readonly activation: FusedActivation;
    })
  | (Sliding & {
      readonly kind: 'DEPTHWISE_CONV_2D';
      readonly dilation: Pair;
      readonly multiplier: number;
      readonly activation: FusedActivation;
    })
  | (Sliding & { readonly kind: 'TRANSPOSE_CONV' })
  | (Sliding & { readonly kind: 'AVERAGE_POOL_2D' | 'MAX_POOL_2D'; readonly kernel: Pair })
  | { readonly kind: 'ADD' | 'SUB' | 'MUL'; readonly activation: FusedActivation }
  | {
      readonly kind: 'RESIZE_BILINEAR' | 'RESIZE_NEAREST_NEIGHBOR';
      readonly alignCorners: boolean;
      readonly halfPixelCenters: boolean;
    }
  | { readonly kind: 'LEAKY_RELU'; readonly alpha: number }
  | { readonly kind: 'MIRROR_PAD'; readonly edge: 'once' | 'twice' }
  | {
      readonly kind:
        | 'ABS'
        | 'ARG_MAX'
        | 'CONCATENATION'
        | 'ELU'
        | 'EXP'
        | 'GATHER'
        | 'HARD_SWISH'
        | 'LOGISTIC'
        | 'MAXIMUM'
        | 'MEAN'
        | 'MINIMUM'
        | 'PAD'
        | 'PADV2'
        | 'PRELU'
        | 'QUANTIZE'
        | 'RELU'
        | 'RELU6'
        | 'RELU_N1_TO_1'
        | 'SLICE'
        | 'SOFTMAX'
        | 'STRIDED_SLICE'
        | 'TANH';
    };

/** A word w stands for scale * (w - zeroPoint). */
export interface WordScale {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** How a tensor's words are read: all alike, or by their place along an axis, with zero points of 0. */
export type TensorScale = WordScale | { readonly scales: readonly number[]; readonly axis: number };

export interface TfliteTensor {
  readonly name: string;
  /** Activations are [1, height, width, channels]. */
  readonly shape: readonly number[];
  readonly type: 'int8' | 'int32';
  readonly scale?: TensorScale;
  /** Of a constant. */
  readonly data?: Int8Array | Int32Array;
}

export interface TfliteOperator {
  readonly operation: Operation;
  /** Places among the model's tensors. */
  readonly inputs: readonly number[];
  readonly output: number;
}

/** A TFLite model of one graph, operators in the order in which they run. */
export interface TfliteModel {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  readonly input: number;
  readonly output: number;
}

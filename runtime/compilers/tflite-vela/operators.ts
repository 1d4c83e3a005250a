import type { BorderMode, FusedActivation, Operation } from './model.js';

/** A scalar of a table: its place there, its type and its value. What is the schema's default need not be written. */
export interface Scalar {
  readonly slot: number;
  readonly type: 'int8' | 'int32' | 'float32';
  readonly value: number;
}

interface OperatorCode {
  /** Its number in TFLite's enumeration of operators. */
  readonly code: number;
  /** The first version that takes 8-bit words with a sign. */
  readonly version: number;
  /** The number of its table of options in TFLite's union of them; 0 where it has none. */
  readonly options: number;
}

/** Numbers as TFLite's schema (schema.fbs, version 3) has them. */
export const OPERATOR_CODES: Readonly<Record<Operation['kind'], OperatorCode>> = {
  ADD: { code: 0, version: 2, options: 11 },
  AVERAGE_POOL_2D: { code: 1, version: 2, options: 5 },
  CONCATENATION: { code: 2, version: 2, options: 10 },
  CONV_2D: { code: 3, version: 3, options: 1 },
  DEPTHWISE_CONV_2D: { code: 4, version: 3, options: 2 },
  LOGISTIC: { code: 14, version: 2, options: 0 },
  MAX_POOL_2D: { code: 17, version: 2, options: 5 },
  MUL: { code: 18, version: 2, options: 21 },
  RELU: { code: 19, version: 2, options: 0 },
  RELU_N1_TO_1: { code: 20, version: 1, options: 0 },
  RELU6: { code: 21, version: 2, options: 0 },
  RESIZE_BILINEAR: { code: 23, version: 3, options: 15 },
  SOFTMAX: { code: 25, version: 2, options: 9 },
  TANH: { code: 28, version: 2, options: 0 },
  PAD: { code: 34, version: 2, options: 22 },
  GATHER: { code: 36, version: 2, options: 23 },
  MEAN: { code: 40, version: 2, options: 27 },
  SUB: { code: 41, version: 2, options: 28 },
  STRIDED_SLICE: { code: 45, version: 2, options: 32 },
  EXP: { code: 47, version: 2, options: 33 },
  PRELU: { code: 54, version: 1, options: 0 },
  MAXIMUM: { code: 55, version: 2, options: 39 },
  ARG_MAX: { code: 56, version: 2, options: 40 },
  MINIMUM: { code: 57, version: 2, options: 39 },
  PADV2: { code: 60, version: 2, options: 43 },
  SLICE: { code: 65, version: 2, options: 48 },
  TRANSPOSE_CONV: { code: 67, version: 3, options: 49 },
  RESIZE_NEAREST_NEIGHBOR: { code: 97, version: 3, options: 74 },
  LEAKY_RELU: { code: 98, version: 2, options: 75 },
  MIRROR_PAD: { code: 100, version: 2, options: 77 },
  ABS: { code: 101, version: 2, options: 78 },
  ELU: { code: 111, version: 1, options: 0 },
  QUANTIZE: { code: 114, version: 2, options: 89 },
  HARD_SWISH: { code: 117, version: 1, options: 91 },
};

const BORDERS: Readonly<Record<BorderMode, number>> = { SAME: 0, VALID: 1 };
const ACTIVATIONS: Readonly<Record<FusedActivation, number>> = {
  NONE: 0,
  RELU: 1,
  RELU_N1_TO_1: 2,
  RELU6: 3,
};
const CHANNEL_AXIS = 3;
const INT32_TYPE = 2;

/** The options of an operator, by their places in its table. */
export function optionsOf(operation: Operation): readonly Scalar[] {
  switch (operation.kind) {
    case 'CONV_2D': {
      const { dilation, activation } = operation;
      return [
        ...sliding(operation),
        byte(3, ACTIVATIONS[activation]),
        whole(4, dilation[1]),
        whole(5, dilation[0]),
      ];
    }
    case 'DEPTHWISE_CONV_2D': {
      const { dilation, activation, multiplier } = operation;
      return [
        ...sliding(operation),
        whole(3, multiplier),
        byte(4, ACTIVATIONS[activation]),
        whole(5, dilation[1]),
        whole(6, dilation[0]),
      ];
    }
    case 'TRANSPOSE_CONV':
      return sliding(operation);
    case 'AVERAGE_POOL_2D':
    case 'MAX_POOL_2D':
      return [...sliding(operation), whole(3, operation.kernel[1]), whole(4, operation.kernel[0])];
    case 'ADD':
    case 'SUB':
    case 'MUL':
      return [byte(0, ACTIVATIONS[operation.activation])];
    case 'RESIZE_BILINEAR':
      return [byte(2, Number(operation.alignCorners)), byte(3, Number(operation.halfPixelCenters))];
    case 'RESIZE_NEAREST_NEIGHBOR':
      return [byte(0, Number(operation.alignCorners)), byte(1, Number(operation.halfPixelCenters))];
    case 'LEAKY_RELU':
      return [{ slot: 0, type: 'float32', value: operation.alpha }];
    case 'MIRROR_PAD':
      return [byte(0, operation.edge === 'twice' ? 1 : 0)];
    case 'SOFTMAX':
      return [{ slot: 0, type: 'float32', value: 1 }];
    case 'CONCATENATION':
    case 'GATHER':
      return [whole(0, CHANNEL_AXIS)];
    case 'MEAN':
      return [byte(0, 1)];
    case 'ARG_MAX':
      return [byte(0, INT32_TYPE)];
    default:
      return [];
  }
}

function sliding({ border, stride }: { readonly border: BorderMode; readonly stride: readonly number[] }) {
  return [byte(0, BORDERS[border]), whole(1, stride[1]), whole(2, stride[0])];
}

function byte(slot: number, value: number): Scalar {
  return { slot, type: 'int8', value };
}

function whole(slot: number, value: number): Scalar {
  return { slot, type: 'int32', value };
}

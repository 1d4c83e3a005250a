import { ACTIVATIONS, relu } from './activations.js';
import { arithmetic, sum } from './arithmetic.js';
import { cast } from './cast.js';
import { concat, gather, slice, split } from './channels.js';
import { conv, convTranspose } from './conv.js';
import { expand } from './expand.js';
import { gemm, matMul } from './linear.js';
import { batchNormalization, prelu } from './norm.js';
import type { Operator } from './operator.js';
import { pad } from './pad.js';
import { averagePool, globalAveragePool, globalMaxPool, maxPool } from './pooling.js';
import { reduceMax, reduceMean } from './reduce.js';
import { resize, upsample } from './resize.js';
import { argMax, softmax } from './scores.js';
import { dropout, flatten, identity, reshape, squeeze, transpose, unsqueeze } from './views.js';

/** ONNX's own operators that are understood, by name. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    ...ACTIVATIONS,
    Add: arithmetic('add'),
    ArgMax: argMax,
    AveragePool: averagePool,
    BatchNormalization: batchNormalization,
    Cast: cast,
    Concat: concat,
    Conv: conv,
    ConvTranspose: convTranspose,
    Div: arithmetic('div'),
    Dropout: dropout,
    Expand: expand,
    Flatten: flatten,
    Gather: gather,
    Gemm: gemm,
    GlobalAveragePool: globalAveragePool,
    GlobalMaxPool: globalMaxPool,
    Identity: identity,
    MatMul: matMul,
    MaxPool: maxPool,
    Mul: arithmetic('mul'),
    PRelu: prelu,
    Pad: pad,
    ReduceMax: reduceMax,
    ReduceMean: reduceMean,
    Relu: relu,
    Reshape: reshape,
    Resize: resize,
    Slice: slice,
    Softmax: softmax,
    Split: split,
    Squeeze: squeeze,
    Sub: arithmetic('sub'),
    Sum: sum,
    Transpose: transpose,
    Unsqueeze: unsqueeze,
    Upsample: upsample,
  }),
);

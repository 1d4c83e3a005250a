import { elementTypeOf, type ElementType } from './constant.js';
import { broadcast } from './fold/elementwise.js';
import type { Call } from './call.js';
import { normalAxis } from './operators/axes.js';
import { sliceIndices } from './operators/channels.js';
import { permutationOf, reshapedShape } from './operators/views.js';
import type { ValueText } from './read/messages.js';
import { attempt, shapeOfValue, typeOfValue, type Value } from './value.js';

/** What is known of an output before it is computed. */
export interface Outline {
  readonly shape: readonly number[];
  readonly type: ElementType;
}

/**
 * Shapes and types of the outputs of a node that is carried over as it is: by ONNX's rules for common operators, else by
 * what the file says, with a free batch taken as 1. Undefined where neither tells.
 */
export function outline(
  call: Call,
  declared: (name: string) => ValueText | undefined,
): readonly (Outline | undefined)[] {
  const inferred = attempt(() => infer(call));
  return call.node.outputs.map((name, i) => inferred?.[i] ?? declaredOutline(declared(name)));
}

/** Operators that give each element of their first input a new value, whatever its place. */
const ELEMENTWISE = new Set([
  ...[
    'Celu',
    'Ceil',
    'Cos',
    'Elu',
    'Exp',
    'Floor',
    'Gelu',
    'HardSigmoid',
    'HardSwish',
    'Identity',
    'IsInf',
    'IsNaN',
  ],
  ...[
    'LeakyRelu',
    'Log',
    'Mish',
    'Neg',
    'Not',
    'PRelu',
    'Reciprocal',
    'Relu',
    'Round',
    'Selu',
    'Shrink',
    'Sigmoid',
  ],
  ...[
    'Sign',
    'Sin',
    'Softplus',
    'Softsign',
    'Sqrt',
    'Tan',
    'Tanh',
    'ThresholdedRelu',
    'Abs',
    'Erf',
    'Clip',
    'Cast',
  ],
  ...['QuickGelu', 'FastGelu', 'BiasGelu', 'Dropout', 'Asin', 'Acos', 'Atan', 'Sinh', 'Cosh'],
]);
/** Operators that spread their inputs over each other. */
const SPREADING = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Mod', 'Min', 'Max', 'Sum', 'Mean', 'Where'],
  ...['Equal', 'Less', 'LessOrEqual', 'Greater', 'GreaterOrEqual', 'And', 'Or', 'Xor'],
]);
const LOGICAL = new Set([
  'Equal',
  'Less',
  'LessOrEqual',
  'Greater',
  'GreaterOrEqual',
  'And',
  'Or',
  'Xor',
  'Not',
]);
/** Operators whose (first) output has the shape of their first input. */
const SHAPE_KEEPING = new Set([
  ...[
    'Softmax',
    'LogSoftmax',
    'Hardmax',
    'LayerNormalization',
    'InstanceNormalization',
    'GroupNormalization',
  ],
  ...[
    'RMSNormalization',
    'LpNormalization',
    'MeanVarianceNormalization',
    'LRN',
    'BatchNormalization',
    'CumSum',
    'Trilu',
  ],
  ...['SimplifiedLayerNormalization', 'ScatterND', 'ScatterElements', 'CastLike'],
]);

/** Whether a node treats every image alike, whatever the batch, given that its values begin with the batch. */
export function keepsBatch(call: Call): boolean {
  return attempt(() => treatsAlike(call)) ?? false;
}

function treatsAlike(call: Call): boolean {
  const { operator } = call;
  if (!call.inputs.every(startsWithBatchOrKnown)) return false;
  if (ELEMENTWISE.has(operator) || SPREADING.has(operator)) return true;
  const axis = call.node.attributes.has('axis') ? call.int('axis', -1) : undefined;
  if (SHAPE_KEEPING.has(operator)) return axis !== 0 && operator !== 'ScatterND';
  if (operator === 'Reshape') return call.isConstant(1);
  if (operator === 'Transpose') return call.ints('perm')?.[0] === 0;
  return IMAGEWISE.has(operator);
}

/** Operators that work on each [C, H, W], or matrix, of a batch. */
const IMAGEWISE = new Set([
  ...['MatMul', 'DepthToSpace', 'SpaceToDepth', 'Conv', 'ConvTranspose', 'MaxPool', 'AveragePool', 'LpPool'],
  'GlobalLpPool',
]);

function startsWithBatchOrKnown(value: Value | undefined): boolean {
  return value === undefined || value.kind === 'constant' || shapeOfValue(value)[0] === 1;
}

function declaredOutline(value: ValueText | undefined): Outline | undefined {
  const type = value === undefined ? undefined : elementTypeOf(value.elementType);
  if (value?.shape === undefined || type === undefined) return undefined;
  const shape = value.shape.map((size, axis) => size ?? (axis === 0 ? 1 : undefined));
  if (shape.some((size) => size === undefined)) return undefined;
  return { shape: shape.flatMap((size) => size ?? []), type };
}

function infer(call: Call): readonly (Outline | undefined)[] | undefined {
  const { operator } = call;
  const first = call.inputs[0];
  if (first === undefined) return undefined;
  const type = typeOfValue(first);
  const shape = shapeOfValue(first);
  if (operator === 'Cast') {
    const to = elementTypeOf(call.int('to', 0));
    return to === undefined ? undefined : [{ shape, type: to }];
  }
  if (ELEMENTWISE.has(operator)) return [{ shape, type: LOGICAL.has(operator) ? 'bool' : type }];
  if (SPREADING.has(operator)) {
    const shapes = call.inputs.map((_, position) => call.shape(position));
    const own = operator === 'Where' ? typeOfValue(call.value(1)) : type;
    return [{ shape: broadcast(shapes), type: LOGICAL.has(operator) ? 'bool' : own }];
  }
  if (SHAPE_KEEPING.has(operator)) return [{ shape, type }];
  return inferMoved(call, shape, type) ?? inferComputed(call, shape, type);
}

/** Operators that move elements. */
function inferMoved(call: Call, shape: readonly number[], type: ElementType): readonly Outline[] | undefined {
  const one = (sizes: readonly number[]): readonly Outline[] => [{ shape: sizes, type }];
  switch (call.operator) {
    case 'Reshape':
      return one(reshapedShape(shape, call.numbers(1) ?? [], call.int('allowzero', 0) !== 0));
    case 'Transpose':
      return one(permutationOf(call, shape.length).map((axis) => shape[axis]));
    case 'Flatten': {
      const axis = call.int('axis', 1);
      const cut = axis < 0 ? axis + shape.length : axis;
      return one([product(shape.slice(0, cut)), product(shape.slice(cut))]);
    }
    case 'Unsqueeze': {
      const given = axesOf(call) ?? [];
      const rank = shape.length + given.length;
      const added = new Set(given.map((axis) => normalAxis(axis, rank)));
      const rest = [...shape];
      return one(Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.shift() ?? 1))));
    }
    case 'Squeeze': {
      const axes = axesOf(call)?.map((axis) => normalAxis(axis, shape.length));
      return one(shape.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis))));
    }
    case 'Expand':
      return one(broadcast([shape, call.numbers(1) ?? []]));
    case 'Tile':
      return one(shape.map((size, axis) => size * (call.numbers(1)?.[axis] ?? 1)));
    case 'Concat': {
      const axis = normalAxis(call.int('axis', 0), shape.length);
      const size = call.inputs.reduce((sum, _, position) => sum + call.shape(position)[axis], 0);
      return one(shape.with(axis, size));
    }
    case 'Slice': {
      const [starts, ends] = [call.numbers(1) ?? [], call.numbers(2) ?? []];
      const axes = call.numbers(3) ?? starts.map((_, axis) => axis);
      const steps = call.numbers(4) ?? starts.map(() => 1);
      return one(
        starts.reduce<readonly number[]>((sizes, start, i) => {
          const axis = normalAxis(axes[i], sizes.length);
          return sizes.with(axis, sliceIndices(sizes[axis], start, ends[i], steps[i]).length);
        }, shape),
      );
    }
    case 'Gather': {
      const axis = normalAxis(call.int('axis', 0), shape.length);
      return one(shape.toSpliced(axis, 1, ...call.shape(1)));
    }
    case 'GatherElements':
      return one(call.shape(1));
    case 'Split': {
      const axis = normalAxis(call.int('axis', 0), shape.length);
      const count = call.node.outputs.length;
      const part = Math.ceil(shape[axis] / count);
      const given = call.ints('split') ?? call.numbers(1);
      return call.node.outputs.map((_, i) => {
        const size = given?.[i] ?? Math.min(part, shape[axis] - i * part);
        return { shape: shape.with(axis, size), type };
      });
    }
    case 'DepthToSpace':
    case 'SpaceToDepth': {
      const block = call.int('blocksize', 1);
      const [batch, channels, height, width] = shape;
      return call.operator === 'DepthToSpace'
        ? one([batch, channels / block ** 2, height * block, width * block])
        : one([batch, channels * block ** 2, height / block, width / block]);
    }
    case 'Pad': {
      const pads = call.ints('pads') ?? call.numbers(1) ?? [];
      const axes = call.numbers(3)?.map((axis) => normalAxis(axis, shape.length)) ?? [...shape.keys()];
      return one(
        shape.map((size, axis) => {
          const i = axes.indexOf(axis);
          return i === -1 ? size : size + pads[i] + pads[i + axes.length];
        }),
      );
    }
    default:
      return undefined;
  }
}

/** Operators that compute across elements. */
function inferComputed(
  call: Call,
  shape: readonly number[],
  type: ElementType,
): readonly Outline[] | undefined {
  if (call.operator.startsWith('Reduce')) {
    const given = axesOf(call) ?? [];
    if (given.length === 0 && call.int('noop_with_empty_axes', 0) !== 0) return [{ shape, type }];
    const axes = new Set(
      given.length === 0 ? shape.keys() : given.map((axis) => normalAxis(axis, shape.length)),
    );
    const kept = call.int('keepdims', 1) !== 0;
    return [{ shape: shape.flatMap((size, axis) => (axes.has(axis) ? (kept ? [1] : []) : [size])), type }];
  }
  switch (call.operator) {
    case 'MatMul': {
      const right = call.shape(1);
      if (shape.length < 2 || right.length < 2) return undefined;
      const outer = broadcast([shape.slice(0, -2), right.slice(0, -2)]);
      return [{ shape: [...outer, shape[shape.length - 2], right[right.length - 1]], type }];
    }
    case 'Gemm': {
      const [rows, columns] = [call.int('transA', 0) === 0 ? 0 : 1, call.int('transB', 0) === 0 ? 1 : 0];
      return [{ shape: [shape[rows], call.shape(1)[columns]], type }];
    }
    case 'ArgMax':
    case 'ArgMin': {
      const axis = normalAxis(call.int('axis', 0), shape.length);
      const kept = call.int('keepdims', 1) !== 0;
      return [{ shape: kept ? shape.with(axis, 1) : shape.toSpliced(axis, 1), type: 'int64' }];
    }
    case 'TopK': {
      const axis = normalAxis(call.int('axis', -1), shape.length);
      const sizes = shape.with(axis, call.numbers(1)?.[0] ?? 1);
      return [
        { shape: sizes, type },
        { shape: sizes, type: 'int64' },
      ];
    }
    case 'Einsum':
      return einsum(call, type);
    case 'GlobalAveragePool':
    case 'GlobalMaxPool':
    case 'GlobalLpPool':
      return [{ shape: shape.map((size, axis) => (axis < 2 ? size : 1)), type }];
    case 'Conv':
    case 'MaxPool':
    case 'AveragePool':
    case 'LpPool':
      return windowed(call, shape, type);
    case 'GridSample': {
      const grid = call.shape(1);
      return [{ shape: [shape[0], shape[1], ...grid.slice(1, -1)], type }];
    }
    case 'Resize': {
      const sizes = call.numbers(3);
      const scales = call.numbers(2);
      const axes = call.ints('axes')?.map((axis) => normalAxis(axis, shape.length)) ?? [...shape.keys()];
      return [
        {
          shape: shape.map((size, axis) => {
            const i = axes.indexOf(axis);
            if (i === -1) return size;
            return sizes?.[i] ?? Math.floor(size * (scales?.[i] ?? 1));
          }),
          type,
        },
      ];
    }
    default:
      return undefined;
  }
}

function windowed(call: Call, shape: readonly number[], type: ElementType): readonly Outline[] | undefined {
  const weight = call.operator === 'Conv' ? call.shape(1) : undefined;
  const kernel = weight?.slice(2) ?? call.ints('kernel_shape');
  const mode = call.string('auto_pad', 'NOTSET');
  if (kernel === undefined) return undefined;
  const pads = call.ints('pads') ?? [];
  const spatial = kernel.map((size, i) => {
    const stride = call.ints('strides')?.[i] ?? 1;
    const extent = (call.ints('dilations')?.[i] ?? 1) * (size - 1) + 1;
    const input = shape[i + 2];
    if (mode.startsWith('SAME')) return Math.ceil(input / stride);
    const room = input + (pads[i] ?? 0) + (pads[i + kernel.length] ?? 0) - extent;
    const windows = call.int('ceil_mode', 0) === 0 ? Math.floor(room / stride) : Math.ceil(room / stride);
    const beyond = windows * stride >= input + (pads[i] ?? 0);
    return windows + (beyond && call.int('ceil_mode', 0) !== 0 ? 0 : 1);
  });
  const sizes = [shape[0], weight?.[0] ?? shape[1], ...spatial];
  return [
    { shape: sizes, type },
    { shape: sizes, type: 'int64' },
  ];
}

function einsum(call: Call, type: ElementType): readonly Outline[] | undefined {
  const match = /^([A-Za-z, ]*)->([A-Za-z ]*)$/.exec(call.string('equation', ''));
  if (match === null) return undefined;
  const [, left, right] = match;
  const sizes = new Map<string, number>();
  left.split(',').forEach((letters, position) => {
    lettersOf(letters).forEach((letter, axis) => sizes.set(letter, call.shape(position)[axis]));
  });
  return [{ shape: lettersOf(right).map((letter) => sizes.get(letter) ?? 1), type }];
}

function lettersOf(text: string): string[] {
  return text.match(/[A-Za-z]/g) ?? [];
}

function axesOf(call: Call): readonly number[] | undefined {
  return call.ints('axes') ?? call.numbers(1);
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}

import type { Call } from '../call.js';
import type { ElementType } from '../constant.js';
import { broadcast } from '../fold/elementwise.js';
import { normalAxis } from '../operators/axes.js';
import { axesOf } from './moved.js';
import type { Outline } from './outline.js';

/** Outputs of operators that compute across elements; undefined for any other. */
export function inferComputed(
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

import type { Call } from '../call.js';
import type { ElementType } from '../constant.js';
import { broadcast } from '../fold/elementwise.js';
import { normalAxis } from '../operators/axes.js';
import { sliceIndices } from '../operators/channels.js';
import { permutationOf, reshapedShape } from '../operators/views.js';
import type { Outline } from './outline.js';

/** Outputs of operators that move elements; undefined for any other. */
export function inferMoved(
  call: Call,
  shape: readonly number[],
  type: ElementType,
): readonly Outline[] | undefined {
  const one = (sizes: readonly number[]): readonly Outline[] => [{ shape: sizes, type }];
  switch (call.operator) {
    case 'Reshape':
      return one(reshapedShape(call, shape, call.numbers(1) ?? []));
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

/** Axes come as an attribute, or in later opsets as an input. */
export function axesOf(call: Call): readonly number[] | undefined {
  return call.ints('axes') ?? call.numbers(1);
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, size) => all * size, 1);
}

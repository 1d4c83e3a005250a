import type { Call } from '../call.js';
import { allocate, type Constant, stridesOf, walk } from '../constant.js';
import { elementsOf } from '../limits.js';
import { normalAxis } from '../operators/axes.js';
import { Misfit } from '../value.js';
import { foldable } from './budget.js';
import { known } from './rearrange.js';

/** Reductions of known values: how a value joins what came before, and what they begin with. */
const REDUCTIONS: Readonly<Record<string, { begin: number; join: (sum: number, value: number) => number }>> =
  {
    ReduceSum: { begin: 0, join: (sum, value) => sum + value },
    ReduceMean: { begin: 0, join: (sum, value) => sum + value },
    ReduceProd: { begin: 1, join: (product, value) => product * value },
    ReduceMax: { begin: -Infinity, join: Math.max },
    ReduceMin: { begin: Infinity, join: Math.min },
  };

export function isReduction(operator: string): boolean {
  return Object.hasOwn(REDUCTIONS, operator);
}

export function foldReduction(call: Call): Constant {
  const value = known(call, 0);
  const { shape, type } = value;
  const given = call.ints('axes') ?? call.numbers(1) ?? [];
  if (given.length === 0 && call.int('noop_with_empty_axes', 0) !== 0) return value;
  const axes = new Set(
    given.length === 0 ? shape.keys() : given.map((axis) => normalAxis(axis, shape.length)),
  );
  const kept = shape.map((size, axis) => (axes.has(axis) ? 1 : size));
  const reduced = shape.map((size, axis) => (axes.has(axis) ? size : 1));
  const count = elementsOf(reduced, 'A folded value');
  const strides = stridesOf(shape);
  const { begin, join } = REDUCTIONS[call.operator];
  const data = allocate(type, foldable(type, kept));
  let at = 0;
  walk(kept, strides, 0, (start) => {
    let total = begin;
    walk(reduced, strides, start, (place) => (total = join(total, value.data[place])));
    data[at++] = call.operator === 'ReduceMean' ? total / count : total;
  });
  if (count === 0) throw new Misfit('it reduces nothing');
  const left = call.int('keepdims', 1) !== 0 ? kept : shape.filter((_, axis) => !axes.has(axis));
  return { type, shape: left, data };
}

import type { Call } from '../call.js';
import { allocate, type Constant, constantOf, elementTypeOf, integers } from '../constant.js';
import { elementsOf } from '../limits.js';
import type { ReadExternal } from '../read/tensor.js';
import { checkTensorText, readConstant } from '../read/tensor.js';
import { Misfit, shapeOfValue } from '../value.js';
import { foldable } from './budget.js';
import { BINARY, combine, foldBinary, foldUnary, UNARY } from './elementwise.js';
import { known, list, REARRANGE } from './rearrange.js';
import { foldReduction, isReduction } from './reduce.js';

/**
 * The outputs of a node whose inputs are all known; undefined for an operator that is not evaluated ahead. Throws a
 * Misfit where it is given what it cannot take.
 */
export function foldNode(call: Call, external: ReadExternal): readonly Constant[] | undefined {
  const { operator } = call;
  if (operator === 'Constant') return [constantNode(call, external)];
  if (Object.hasOwn(REARRANGE, operator)) return REARRANGE[operator](call);
  if (Object.hasOwn(BINARY, operator)) return [foldMany(call)];
  if (Object.hasOwn(UNARY, operator)) return [foldUnary(operator, known(call, 0))];
  if (isReduction(operator)) return [foldReduction(call)];
  switch (operator) {
    case 'Cast':
      return [cast(known(call, 0), call.int('to', 0))];
    case 'CastLike':
      return [toType(known(call, 0), known(call, 1).type)];
    case 'Clip': {
      const [value, low, high] = [known(call, 0), call.constant(1), call.constant(2)];
      const [min, max] = [low?.data[0] ?? -Infinity, high?.data[0] ?? Infinity];
      return [combine([value], value.type, ([a]) => Math.min(Math.max(a, min), max))];
    }
    case 'Where': {
      const [condition, yes, no] = [known(call, 0), known(call, 1), known(call, 2)];
      return [combine([condition, yes, no], yes.type, ([test, a, b]) => (test === 0 ? b : a))];
    }
    case 'ConstantOfShape':
      return [constantOfShape(call, external)];
    case 'Range':
      return [range(call)];
    default:
      return undefined;
  }
}

/** Shape and Size of a value, known or not. */
export function foldShape(call: Call): Constant | undefined {
  if (call.operator === 'Size') {
    return constantOf('int64', [], [elementsOf(shapeOfValue(call.value(0)), 'A value')]);
  }
  if (call.operator !== 'Shape') return undefined;
  const shape = shapeOfValue(call.value(0));
  return integers(
    shape.slice(call.int('start', 0), call.node.attributes.has('end') ? call.int('end', 0) : undefined),
  );
}

function foldMany(call: Call): Constant {
  const operands = call.inputs.map((_, position) => known(call, position));
  if (operands.length === 0) throw new Misfit('it reads nothing');
  return operands.slice(1).reduce((left, right) => foldBinary(call.operator, left, right), operands[0]);
}

function constantNode(call: Call, external: ReadExternal): Constant {
  const { attributes } = call.node;
  const value = attributes.get('value');
  if (value?.type === 'tensor') {
    checkTensorText(value.value);
    return readConstant(value.value, external);
  }
  if (attributes.has('value_float')) return constantOf('float', [], [call.float('value_float', 0)]);
  if (attributes.has('value_int')) return constantOf('int64', [], [call.int('value_int', 0)]);
  const floats = call.floats('value_floats');
  if (floats !== undefined) return constantOf('float', [floats.length], floats);
  const ints = call.ints('value_ints');
  if (ints !== undefined) return integers(ints);
  throw new Misfit('its value is neither numbers nor a tensor');
}

function cast(value: Constant, code: number): Constant {
  const type = elementTypeOf(code);
  if (type === undefined) throw new Misfit(`it casts to type ${code}`);
  return toType(value, type);
}

function toType(value: Constant, type: Constant['type']): Constant {
  if (value.type === type) return value;
  if (type === 'float') return { type, shape: value.shape, data: Float32Array.from(value.data) };
  const convert = type === 'bool' ? (element: number) => Number(element !== 0) : Math.trunc;
  return { type, shape: value.shape, data: Float64Array.from(value.data, convert) };
}

function constantOfShape(call: Call, external: ReadExternal): Constant {
  const shape = list(call, 0);
  const attribute = call.node.attributes.get('value');
  let fill: Constant = constantOf('float', [1], [0]);
  if (attribute?.type === 'tensor') {
    checkTensorText(attribute.value);
    fill = readConstant(attribute.value, external);
  }
  if (fill.data.length !== 1 || shape.some((size) => size < 0))
    throw new Misfit('its shape or value is none');
  return { type: fill.type, shape, data: allocate(fill.type, foldable(fill.type, shape)).fill(fill.data[0]) };
}

function range(call: Call): Constant {
  const [start, limit, delta] = [known(call, 0), known(call, 1), known(call, 2)].map(({ data }) => data[0]);
  const count = Math.max(Math.ceil((limit - start) / delta), 0);
  if (!Number.isFinite(count)) throw new Misfit('it never ends');
  const { type } = known(call, 0);
  const data = allocate(type, foldable(type, [count]));
  return { type, shape: [count], data: data.map((_, i) => start + i * delta) };
}

import type { Call } from '../call.js';
import { normalAxis } from '../operators/axes.js';
import { attempt, shapeOfValue, type Value } from '../value.js';
import { ELEMENTWISE, IMAGEWISE, SHAPE_KEEPING, SPREADING } from './families.js';
import { axesOf } from './moved.js';

/** Whether a node treats every image alike, whatever the batch, given that its values begin with the batch. */
export function keepsBatch(call: Call): boolean {
  return call.inputs.every(startsWithBatchOrKnown) && (attempt(() => treatsAlike(call)) ?? false);
}

function startsWithBatchOrKnown(value: Value | undefined): boolean {
  return value === undefined || value.kind === 'constant' || shapeOfValue(value)[0] === 1;
}

function treatsAlike(call: Call): boolean {
  const { operator } = call;
  if (ELEMENTWISE.has(operator) || SPREADING.has(operator) || IMAGEWISE.has(operator)) return true;
  if (operator === 'ScatterND') return false;
  if (SHAPE_KEEPING.has(operator))
    return !call.node.attributes.has('axis') || isInner(call, [call.int('axis', 0)]);
  if (operator.startsWith('Reduce')) return isInner(call, axesOf(call));
  switch (operator) {
    case 'Reshape':
    case 'Expand':
      return call.isConstant(1);
    case 'Transpose':
      return call.ints('perm')?.[0] === 0;
    case 'Flatten':
      return call.int('axis', 1) === 1;
    case 'Concat':
      return isInner(call, [call.int('axis', 0)]) && call.inputs.every((value) => value?.kind !== 'constant');
    case 'Gather':
    case 'Split':
    case 'ArgMax':
    case 'ArgMin':
      return isInner(call, [call.int('axis', 0)]);
    case 'TopK':
      return isInner(call, [call.int('axis', -1)]);
    case 'Slice':
      return isInner(call, call.numbers(3));
    case 'Squeeze':
    case 'Unsqueeze':
      return axesOf(call)?.every((axis) => axis > 0) ?? false;
    default:
      return false;
  }
}

/** Whether axes are told, and the first is none of them. */
function isInner(call: Call, axes: readonly number[] | undefined): boolean {
  const rank = call.shape(0).length;
  return axes !== undefined && axes.length > 0 && axes.every((axis) => normalAxis(axis, rank) !== 0);
}

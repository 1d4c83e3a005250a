import type { Call } from '../call.js';
import { attempt, shapeOfValue, type Value } from '../value.js';
import { ELEMENTWISE, IMAGEWISE, SHAPE_KEEPING, SPREADING } from './families.js';

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

function startsWithBatchOrKnown(value: Value | undefined): boolean {
  return value === undefined || value.kind === 'constant' || shapeOfValue(value)[0] === 1;
}

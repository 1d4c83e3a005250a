import { elementTypeOf } from '../constant.js';
import { Misfit } from '../value.js';
import { type Operator, viewOf } from './operator.js';

/** Between widths of floats, and from whole numbers to whatever: the same values. */
export const cast: Operator = (call) => {
  const view = call.view(0);
  const type = elementTypeOf(call.int('to', 0));
  if (type === undefined) throw new Misfit(`it casts to type ${call.int('to', 0)}`);
  if (view.type === 'float' && type !== 'float') throw new Misfit(`it casts to ${type}`);
  if (type === 'bool') throw new Misfit('it casts to bool');
  return viewOf({ ...view, type });
};

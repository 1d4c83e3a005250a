import type { ElementType } from '../constant.js';
import { elementsOf, LIMITS } from '../limits.js';
import { Misfit } from '../value.js';

/** The number of elements of a value that a node is folded to. Throws a Misfit where that would be too many to hold. */
export function foldable(type: ElementType, shape: readonly number[]): number {
  const count = elementsOf(shape, 'A folded value');
  const most = type === 'float' ? LIMITS.foldedFloats : LIMITS.foldedWholes;
  if (count > most) throw new Misfit(`it makes ${count} elements`);
  return count;
}

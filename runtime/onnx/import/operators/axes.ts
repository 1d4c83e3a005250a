import { Misfit } from '../value.js';

/** An axis counted from the front. */
export function normalAxis(axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(normal) || normal < 0 || normal >= rank) {
    throw new Misfit(`it names axis ${axis} of ${rank}`);
  }
  return normal;
}

import { EspalierError } from '../../../core/errors.js';

/** The user's error that an action throws. */
export function errorOf(action: () => unknown): EspalierError {
  try {
    action();
  } catch (error) {
    if (error instanceof EspalierError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

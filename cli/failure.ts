import { ApplicationFailure, TemporalFailure, TimeoutFailure } from '@temporalio/common';

/** The failure at the root of a run's: what a user can act on. */
export function rootCause(error: Error): { code: string; message: string } {
  let root: Error = error;
  while (root.cause instanceof Error) root = root.cause;
  if (root instanceof ApplicationFailure) return { code: root.type ?? 'FAILED', message: root.message };
  if (root instanceof TimeoutFailure) return { code: 'TIMED_OUT', message: root.message };
  return { code: root instanceof TemporalFailure ? root.name : 'FAILED', message: root.message };
}

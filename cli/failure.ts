import { ApplicationFailure, CancelledFailure, TemporalFailure, TimeoutFailure } from '@temporalio/common';

export interface Cause {
  readonly code: string;
  readonly message: string;
}

/** The failure at the root of a run's: what a user can act on. */
export function rootCause(error: Error): Cause {
  let root: Error = error;
  while (root.cause instanceof Error) root = root.cause;
  if (root instanceof ApplicationFailure) return { code: root.type ?? 'FAILED', message: root.message };
  if (root instanceof TimeoutFailure) return { code: 'TIMED_OUT', message: root.message };
  if (root instanceof CancelledFailure) return { code: 'CANCELLED', message: 'The run was cancelled.' };
  return { code: root instanceof TemporalFailure ? root.name : 'FAILED', message: root.message };
}

/** What a promise fails with, at the root; undefined where it does not. */
export async function failureOf(ended: Promise<unknown>): Promise<Cause | undefined> {
  try {
    await ended;
    return undefined;
  } catch (error) {
    return rootCause(error instanceof Error ? error : new Error(String(error)));
  }
}

import { ApplicationFailure, TemporalFailure, TimeoutFailure } from '@temporalio/workflow';
import { EspalierError } from '../core/errors.js';

/** A user's mistake that shows only now fails the run; as any other error it would hold the workflow up for ever. */
export function asFailure(error: unknown): unknown {
  if (!(error instanceof EspalierError)) return error;
  const { code, message, hint } = error;
  return ApplicationFailure.nonRetryable(hint === undefined ? message : `${message} ${hint}`, code);
}

/** The code and message of what a failure came from. */
export function rootOf(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof Error)) return { code: 'FAILED', message: String(error) };
  if (error.cause instanceof Error) return rootOf(error.cause);
  const { message } = error;
  if (error instanceof ApplicationFailure) return { code: error.type ?? 'FAILED', message };
  if (error instanceof TimeoutFailure) return { code: 'TIMED_OUT', message };
  return { code: error instanceof TemporalFailure ? error.name : 'FAILED', message };
}

/** What went wrong in the first place, in a line. */
export function rootMessage(error: unknown): string {
  return rootOf(error).message.split('\n')[0];
}

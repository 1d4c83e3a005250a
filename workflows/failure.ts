import { ApplicationFailure, rootCause } from '@temporalio/workflow';
import { EspalierError } from '../core/errors.js';

/** A user's mistake that shows only now fails the run; as any other error it would hold the workflow up for ever. */
export function asFailure(error: unknown): unknown {
  if (!(error instanceof EspalierError)) return error;
  const { code, message, hint } = error;
  return ApplicationFailure.nonRetryable(hint === undefined ? message : `${message} ${hint}`, code);
}

/** What went wrong in the first place, in a line. */
export function rootMessage(error: unknown): string {
  return (rootCause(error) ?? String(error)).split('\n')[0];
}

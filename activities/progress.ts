import { Context } from '@temporalio/activity';
import type { BlobId } from '../runtime/store/store.js';
import type { EvaluateHeartbeat, MeasureHeartbeat, ProfileHeartbeat, TrainHeartbeat } from './messages.js';

/** Often enough that a heartbeat timeout of ten seconds never strikes a living worker. */
export const BEAT_MS = 2000;

/**
 * Runs heavy work under heartbeats that carry the newest progress, and hands it the signal that says when to stop:
 * the activity's cancellation, by which Temporal also tells that this attempt is lost.
 */
export async function withHeartbeats<
  P extends TrainHeartbeat | EvaluateHeartbeat | MeasureHeartbeat | ProfileHeartbeat,
  T,
>(first: P, work: (report: (progress: P) => void, signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  let newest = first;
  context.heartbeat(newest);
  const timer = setInterval(() => {
    context.heartbeat(newest);
  }, BEAT_MS);
  try {
    return await work((progress) => {
      newest = progress;
    }, context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}

/** The checkpoint that an earlier attempt of this training left in its last heartbeat. */
export function lastCheckpoint(): BlobId | null {
  const details: unknown = Context.current().info.heartbeatDetails;
  return isTrainHeartbeat(details) ? details.checkpoint : null;
}

function isTrainHeartbeat(value: unknown): value is TrainHeartbeat {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'train';
}

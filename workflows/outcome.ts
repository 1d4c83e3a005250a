import type { BlobId, Estimate, EvaluateAnswer } from '../activities/messages.js';
import type { Metrics } from '../core/metrics/metrics.js';
import type { Effort } from './images.js';
import type { Measured } from './measure.js';

/** A candidate with its plan and what is known of it without running it. */
export interface Scored {
  readonly id: number;
  readonly genome: readonly number[];
  readonly plan: BlobId;
  readonly metrics: Metrics;
  readonly measured?: Measured;
  readonly estimates?: readonly Estimate[];
  readonly images?: Effort;
}

/** A candidate with all that its generation found out about it. */
export interface Outcome extends Scored {
  readonly status: 'feasible' | 'infeasible' | 'dropped' | 'failed';
  /** Without `miou` where it was not paid for in full. */
  readonly metrics: Metrics;
  readonly violation?: number;
  readonly reason?: string;
  /** Whether `miou` was known from an earlier evaluation. */
  readonly cached?: boolean;
  /** Over the images of `miou`. */
  readonly perClassIou?: EvaluateAnswer['perClassIou'];
}

export function isOutcome(candidate: Scored | Outcome): candidate is Outcome {
  return 'status' in candidate;
}

/** Whether a candidate is still to be decided on. */
export function isOpen(candidate: Scored | Outcome): candidate is Scored {
  return !isOutcome(candidate);
}

export function failed(candidate: Scored, reason: string): Outcome {
  return { ...candidate, status: 'failed', reason };
}

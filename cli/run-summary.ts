import type { WorkflowExecutionInfo } from '@temporalio/client';

export type RunState =
  | 'running'
  | 'done'
  | 'failed'
  | 'cancelled'
  | 'terminated'
  | 'timed-out'
  | 'continued'
  | 'paused'
  | 'unknown';

/** What the server tells of a run without asking a worker. Times are ISO 8601 in UTC. */
export interface RunSummary {
  readonly run: string;
  /** Null where a worker has not yet read the pipeline. */
  readonly pipeline: string | null;
  readonly state: RunState;
  readonly started: string;
  readonly ended: string | null;
  /** Until now where the run goes on. */
  readonly seconds: number;
}

const STATES: Readonly<Record<WorkflowExecutionInfo['status']['name'], RunState>> = {
  UNSPECIFIED: 'unknown',
  RUNNING: 'running',
  COMPLETED: 'done',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  TERMINATED: 'terminated',
  CONTINUED_AS_NEW: 'continued',
  TIMED_OUT: 'timed-out',
  PAUSED: 'paused',
  UNKNOWN: 'unknown',
};

export function summaryOf(
  info: Pick<WorkflowExecutionInfo, 'workflowId' | 'status' | 'startTime' | 'closeTime' | 'memo'>,
  now = new Date(),
): RunSummary {
  const { workflowId, status, startTime, closeTime, memo } = info;
  return {
    run: workflowId,
    pipeline: typeof memo?.pipeline === 'string' ? memo.pipeline : null,
    state: STATES[status.name],
    started: startTime.toISOString(),
    ended: closeTime?.toISOString() ?? null,
    seconds: Math.max(0, ((closeTime ?? now).getTime() - startTime.getTime()) / 1000),
  };
}

/** Seconds for people: `8.4 s`, `3 min 20 s`, `5 h 12 min`, `2 d 3 h`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A time of the server's as people read it. */
export function formatTime(iso: string): string {
  return `${iso.slice(0, 19).replace('T', ' ')} UTC`;
}

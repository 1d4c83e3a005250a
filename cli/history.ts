import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { rootCause } from './failure.js';

/** `detail`: went well at once. `warning`: was, or is to be, tried again. `error`: failed for good. */
export type Weight = 'detail' | 'news' | 'warning' | 'error';

/** Something that happened in a run. */
export interface Happening {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly workflow: string;
  readonly weight: Weight;
  readonly text: string;
}

type Event = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];
type Pending = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];
type Failure = Pending['lastFailure'];

interface Child {
  readonly workflowId: string;
  readonly runId: string;
}

/** What happened in a workflow and in all that it started, in the order of time. */
export async function happeningsOf(client: Client, workflowId: string): Promise<readonly Happening[]> {
  const { runId, raw } = await client.workflow.getHandle(workflowId).describe();
  // What a workflow did before it continued as new is in earlier runs of it.
  const first = raw.workflowExecutionInfo?.firstRunId;
  const all = await happeningsFrom(client, { workflowId, runId: first ? first : runId });
  return all.toSorted((a, b) => a.time.localeCompare(b.time));
}

async function happeningsFrom(client: Client, { workflowId, runId }: Child): Promise<Happening[]> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const { events } = await handle.fetchHistory();
  const story = new Story(workflowId);
  for (const event of events ?? []) story.read(event);
  const { raw } = await handle.describe();
  for (const pending of raw.pendingActivities ?? []) story.readPending(pending);
  const others: Happening[] = [];
  for (const next of story.next) others.push(...(await happeningsFrom(client, next)));
  return [...story.happenings, ...others];
}

/** Reads the events of one run of a workflow, in order. */
class Story {
  readonly happenings: Happening[] = [];
  /** Workflows that this one started, and its own next run. */
  readonly next: Child[] = [];
  private readonly names = new Map<string, string>();
  private readonly begun = new Map<string, number>();

  constructor(private readonly workflow: string) {}

  read(event: Event): void {
    const say = (weight: Weight, text: string) => {
      this.happenings.push({ time: isoOf(event.eventTime), workflow: this.workflow, weight, text });
    };
    const id = String(event.eventId);
    if (event.workflowExecutionStartedEventAttributes?.continuedExecutionRunId === '') {
      say(
        'news',
        event.workflowExecutionStartedEventAttributes.parentWorkflowExecution ? 'began' : 'run began',
      );
    } else if (event.activityTaskScheduledEventAttributes) {
      const { activityType } = event.activityTaskScheduledEventAttributes;
      this.names.set(id, summaryOf(event) ?? activityType?.name ?? 'activity');
    } else if (event.activityTaskStartedEventAttributes) {
      const { scheduledEventId, attempt, lastFailure } = event.activityTaskStartedEventAttributes;
      this.begun.set(String(scheduledEventId), millisecondsOf(event.eventTime));
      if ((attempt ?? 1) > 1) {
        say(
          'warning',
          `${this.nameOf(scheduledEventId)}: attempt ${attempt ?? ''} after ${causeOf(lastFailure)}`,
        );
      }
    } else if (event.activityTaskCompletedEventAttributes) {
      const { scheduledEventId } = event.activityTaskCompletedEventAttributes;
      const took = millisecondsOf(event.eventTime) - (this.begun.get(String(scheduledEventId)) ?? NaN);
      say('detail', `${this.nameOf(scheduledEventId)}: done in ${took.toFixed(0)} ms`);
    } else if (event.activityTaskFailedEventAttributes) {
      const { scheduledEventId, failure } = event.activityTaskFailedEventAttributes;
      say('error', `${this.nameOf(scheduledEventId)}: failed with ${causeOf(failure)}`);
    } else if (event.activityTaskTimedOutEventAttributes) {
      const { scheduledEventId, failure } = event.activityTaskTimedOutEventAttributes;
      say('error', `${this.nameOf(scheduledEventId)}: timed out, ${causeOf(failure)}`);
    } else if (event.activityTaskCanceledEventAttributes) {
      say('news', `${this.nameOf(event.activityTaskCanceledEventAttributes.scheduledEventId)}: cancelled`);
    } else if (event.childWorkflowExecutionStartedEventAttributes) {
      const { workflowExecution } = event.childWorkflowExecutionStartedEventAttributes;
      this.follow(workflowExecution?.workflowId, workflowExecution?.runId);
    } else if (event.startChildWorkflowExecutionFailedEventAttributes) {
      const { workflowId } = event.startChildWorkflowExecutionFailedEventAttributes;
      say('error', `${workflowId ?? 'a child'} could not be started: a workflow of that id runs already`);
    } else if (event.workflowTaskFailedEventAttributes) {
      const { failure, identity } = event.workflowTaskFailedEventAttributes;
      say(
        'warning',
        `the workflow's own code failed on ${identity ?? 'a worker'} and is tried again: ${causeOf(failure)}`,
      );
    } else if (event.workflowTaskTimedOutEventAttributes) {
      say('warning', 'the worker that had the workflow is gone, or was too slow; another takes over');
    } else if (event.workflowExecutionCancelRequestedEventAttributes) {
      say('news', 'cancellation asked for');
    } else if (event.workflowExecutionUpdateAcceptedEventAttributes) {
      const { acceptedRequest } = event.workflowExecutionUpdateAcceptedEventAttributes;
      say('news', `asked to ${acceptedRequest?.input?.name ?? 'change'}`);
    } else if (event.workflowExecutionContinuedAsNewEventAttributes) {
      this.follow(this.workflow, event.workflowExecutionContinuedAsNewEventAttributes.newExecutionRunId);
    } else this.readEnd(event, say);
  }

  /** An activity that failed and waits for its next attempt stands in no history yet. */
  readPending({ activityType, attempt, lastFailure, lastAttemptCompleteTime, scheduledTime }: Pending): void {
    if (!lastFailure) return;
    this.happenings.push({
      time: isoOf(lastAttemptCompleteTime ?? scheduledTime),
      workflow: this.workflow,
      weight: 'warning',
      text: `${activityType?.name ?? 'an activity'}: is in attempt ${String(attempt ?? '')} after ${causeOf(lastFailure)}`,
    });
  }

  private readEnd(event: Event, say: (weight: Weight, text: string) => void): void {
    if (event.workflowExecutionCompletedEventAttributes) say('news', 'done');
    else if (event.workflowExecutionFailedEventAttributes) {
      say('error', `failed with ${causeOf(event.workflowExecutionFailedEventAttributes.failure)}`);
    } else if (event.workflowExecutionCanceledEventAttributes) say('news', 'cancelled');
    else if (event.workflowExecutionTerminatedEventAttributes) {
      say('error', `terminated: ${event.workflowExecutionTerminatedEventAttributes.reason ?? ''}`);
    } else if (event.workflowExecutionTimedOutEventAttributes) say('error', 'timed out');
  }

  private follow(workflowId: string | null | undefined, runId: string | null | undefined): void {
    if (workflowId && runId) this.next.push({ workflowId, runId });
  }

  private nameOf(scheduledEventId: unknown): string {
    return this.names.get(String(scheduledEventId)) ?? 'an activity';
  }
}

function summaryOf({ userMetadata }: Event): string | undefined {
  const payload = userMetadata?.summary;
  if (!payload) return undefined;
  const summary: unknown = defaultPayloadConverter.fromPayload(payload);
  return typeof summary === 'string' ? summary : undefined;
}

function causeOf(failure: Failure): string {
  if (!failure) return 'an unknown failure';
  const { code, message } = rootCause(
    defaultFailureConverter.failureToError(failure, defaultPayloadConverter),
  );
  return `${code}: ${message.replaceAll(/\s*\n\s*/g, ' ')}`;
}

type Timestamp = Event['eventTime'];

function millisecondsOf(time: Timestamp): number {
  return Number(time?.seconds ?? 0) * 1000 + Math.floor((time?.nanos ?? 0) / 1e6);
}

function isoOf(time: Timestamp): string {
  return new Date(millisecondsOf(time)).toISOString();
}

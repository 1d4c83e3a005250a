import type { Client, WorkflowExecutionDescription, WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type {
  EvaluateHeartbeat,
  MeasureHeartbeat,
  ProfileHeartbeat,
  TrainHeartbeat,
} from '../activities/messages.js';
import type { Told } from '../core/notification/told.js';
import { readingOrder } from '../core/metrics/metrics.js';
import { formatMetrics } from '../core/metrics/format.js';
import type { pipeline, PipelineProgress } from '../workflows/pipeline.js';
import type { SearchProgress } from '../workflows/search-progress.js';
import type { SensitivityProgress } from '../workflows/sensitivity.js';

/** What one running step is doing. */
export interface StepProgress {
  readonly id: string;
  /** 0 … 1; undefined where nothing says how far it is. */
  readonly share: number | undefined;
  readonly text: string;
  /** Changes when there is news worth a line of its own. */
  readonly stage: string;
}

export interface RunProgress {
  readonly steps: PipelineProgress['steps'];
  readonly running: readonly StepProgress[];
  /** Of the searches that run, by the part of their workflow id behind the run's. */
  readonly searches: Readonly<Record<string, SearchProgress>>;
  /** Whom the pipeline has told how it ended. */
  readonly notifications: readonly Told[];
}

type PipelineHandle = WorkflowHandle<typeof pipeline>;

/** Looks at a run once: its steps, and for those that run the newest heartbeats and the search's generations. */
export async function lookAt(client: Client, handle: PipelineHandle): Promise<RunProgress> {
  const [{ steps, notifications = [] }, { raw }] = await Promise.all([
    handle.query<PipelineProgress>('progress'),
    handle.describe(),
  ]);
  const searches: Record<string, SearchProgress> = {};
  const children = await Promise.all(
    (raw.pendingChildren ?? []).map(async ({ workflowId, workflowTypeName }): Promise<StepProgress[]> => {
      const id = partOf(workflowId ?? '', handle.workflowId);
      const child = client.workflow.getHandle(workflowId ?? '');
      switch (workflowTypeName) {
        case 'search':
          return [
            await lookInto(id, async () => {
              searches[id] = await child.query<SearchProgress>('progress');
              return searchStep(searches[id]);
            }),
          ];
        case 'sensitivity':
          return [await lookInto(id, async () => sensitivityStep(await child.query('progress')))];
        case 'pipeline':
          return [await lookInto(id, async () => pipelineStep(await child.query('progress')))];
        default:
          return [];
      }
    }),
  );
  const beats = heartbeats(raw.pendingActivities ?? []);
  const own = steps
    .filter(({ uses, state }) => state === 'running' && !CHILDREN.has(uses))
    .map(({ id, done, total }) =>
      heavyStep(
        id,
        done,
        total,
        beats.filter(({ label }) => label === id),
      ),
    );
  return { steps, running: [...own, ...children.flat()], searches, notifications };
}

/** Steps that run as workflows of their own. */
const CHILDREN: ReadonlySet<string> = new Set(['search', 'sensitivity', 'pipeline']);

/** The part of a child's workflow id that is not its run's. */
export function partOf(workflowId: string, run: string): string {
  return workflowId.startsWith(`${run}/`) ? workflowId.slice(run.length + 1) : workflowId;
}

async function lookInto(id: string, look: () => Promise<Omit<StepProgress, 'id'>>): Promise<StepProgress> {
  try {
    return { id, ...(await look()) };
  } catch {
    // The child is about to start, or was answered for by a worker that just died: the next look will tell.
    return { id, share: undefined, text: 'starting', stage: 'starting' };
  }
}

function searchStep({ front, generation, generations, paused }: SearchProgress): Omit<StepProgress, 'id'> {
  const best = front.toSorted((a, b) => b.metrics.miou - a.metrics.miou).at(0);
  const found =
    best === undefined
      ? ''
      : `, front of ${String(front.length)}, best ${formatMetrics(readingOrder(['miou']), best.metrics)}`;
  const of = generations === null ? '' : ` of ${String(generations)}`;
  const text = `generation ${String(generation)}${of}${paused ? ', paused' : ''}${found}`;
  return { share: generations === null ? undefined : generation / generations, text, stage: text };
}

function sensitivityStep({ done, total, baseline }: SensitivityProgress): Omit<StepProgress, 'id'> {
  if (baseline === null) return { share: undefined, text: 'baseline', stage: 'baseline' };
  const text = `${String(done)} of ${String(total)} prunings judged, baseline ${formatMetrics(['miou'], { miou: baseline })}`;
  return { share: total > 0 ? done / total : 1, text, stage: text };
}

function pipelineStep({ steps }: PipelineProgress): Omit<StepProgress, 'id'> {
  const done = steps.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
  const text = `${String(done)} of ${String(steps.length)} steps done`;
  return { share: steps.length > 0 ? done / steps.length : undefined, text, stage: text };
}

function heavyStep(id: string, done: number, total: number, beats: readonly Heartbeat[]): StepProgress {
  const shares = beats.map(shareOf);
  const share = (done + shares.reduce((sum, value) => sum + value, 0)) / total;
  const first = beats.at(0);
  const count = total > 1 ? `${String(done)} of ${String(total)} done` : '';
  const doing = first === undefined ? '' : describe(first);
  const text = [count, doing].filter((part) => part !== '').join(', ');
  return { id, share, text, stage: `${count} ${epochs(beats)}` };
}

function shareOf(beat: Heartbeat): number {
  if (beat.kind === 'train') return beat.steps > 0 ? beat.step / beat.steps : 0;
  return beat.total > 0 ? beat.done / beat.total : 0;
}

/** The epochs of all trainings at once: their losses change far too often to be news. */
function epochs(beats: readonly Heartbeat[]): string {
  return beats.flatMap((beat) => (beat.kind === 'train' ? [beat.epoch] : [])).join(' ');
}

function describe(beat: Heartbeat): string {
  if (beat.kind === 'evaluate') return `${String(beat.done)} of ${String(beat.total)} images`;
  if (beat.kind === 'measure') return `${String(beat.done)} of ${String(beat.total)} runs`;
  if (beat.kind === 'profile') return `${String(beat.done)} of ${String(beat.total)} layers`;
  return `epoch ${String(beat.epoch)} of ${String(beat.epochs)}, loss ${beat.loss.toFixed(3)}`;
}

type Heartbeat = TrainHeartbeat | EvaluateHeartbeat | MeasureHeartbeat | ProfileHeartbeat;

function heartbeats(activities: readonly PendingActivity[]): Heartbeat[] {
  return activities.flatMap((activity): Heartbeat[] => {
    const payload = activity.heartbeatDetails?.payloads?.at(0);
    if (!payload) return [];
    const details: unknown = defaultPayloadConverter.fromPayload(payload);
    return isHeartbeat(details) ? [details] : [];
  });
}

type PendingActivity = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];

function isHeartbeat(value: unknown): value is Heartbeat {
  return typeof value === 'object' && value !== null && 'kind' in value && 'label' in value;
}

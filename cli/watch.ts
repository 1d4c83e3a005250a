import type { Client, WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type {
  EvaluateHeartbeat,
  MeasureHeartbeat,
  ProfileHeartbeat,
  TrainHeartbeat,
} from '../activities/messages.js';
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
}

type PipelineHandle = WorkflowHandle<typeof pipeline>;

/** Looks at a run once: its steps, and for those that run the newest heartbeats and the search's generations. */
export async function lookAt(client: Client, handle: PipelineHandle): Promise<RunProgress> {
  const { steps } = await handle.query<PipelineProgress>('progress');
  const beats = await heartbeats(handle);
  const running = await Promise.all(
    steps
      .filter(({ state }) => state === 'running')
      .map(async ({ id, uses, done, total }): Promise<StepProgress> => {
        if (uses === 'search') return searchStep(client, `${handle.workflowId}/${id}`, id);
        if (uses === 'sensitivity') return sensitivityStep(client, `${handle.workflowId}/${id}`, id);
        const own = beats.filter(({ label }) => label === id);
        return heavyStep(id, done, total, own);
      }),
  );
  return { steps, running };
}

async function searchStep(client: Client, workflowId: string, id: string): Promise<StepProgress> {
  try {
    const progress = await client.workflow.getHandle(workflowId).query<SearchProgress>('progress');
    const best = progress.front.toSorted((a, b) => b.metrics.miou - a.metrics.miou).at(0);
    const found =
      best === undefined
        ? ''
        : `, front of ${String(progress.front.length)}, best ${formatMetrics(readingOrder(['miou']), best.metrics)}`;
    const { generation, generations, paused } = progress;
    const of = generations === null ? '' : ` of ${String(generations)}`;
    const text = `generation ${String(generation)}${of}${paused ? ', paused' : ''}${found}`;
    return { id, share: generations === null ? undefined : generation / generations, text, stage: text };
  } catch {
    // The child is about to start, or was answered for by a worker that just died: the next look will tell.
    return { id, share: undefined, text: 'starting', stage: 'starting' };
  }
}

async function sensitivityStep(client: Client, workflowId: string, id: string): Promise<StepProgress> {
  try {
    const { done, total, baseline } = await client.workflow
      .getHandle(workflowId)
      .query<SensitivityProgress>('progress');
    if (baseline === null) return { id, share: undefined, text: 'baseline', stage: 'baseline' };
    const text = `${String(done)} of ${String(total)} prunings judged, baseline ${formatMetrics(['miou'], { miou: baseline })}`;
    return { id, share: total > 0 ? done / total : 1, text, stage: text };
  } catch {
    return { id, share: undefined, text: 'starting', stage: 'starting' };
  }
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

async function heartbeats(handle: PipelineHandle): Promise<Heartbeat[]> {
  const { raw } = await handle.describe();
  return (raw.pendingActivities ?? []).flatMap((activity): Heartbeat[] => {
    const payload = activity.heartbeatDetails?.payloads?.at(0);
    if (!payload) return [];
    const details: unknown = defaultPayloadConverter.fromPayload(payload);
    return isHeartbeat(details) ? [details] : [];
  });
}

function isHeartbeat(value: unknown): value is Heartbeat {
  return typeof value === 'object' && value !== null && 'kind' in value && 'label' in value;
}

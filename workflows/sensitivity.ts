import {
  ActivityFailure,
  continueAsNew,
  defineQuery,
  isCancellation,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  BlobId,
  EvaluateRequest,
  GroupSweep,
  NamedDataset,
  RunContext,
  SensitivityRecord,
} from '../activities/messages.js';
import { formatMetric } from '../core/metrics/format.js';
import { formatRatio, sensitivityTable } from '../core/metrics/sensitivity-table.js';
import type { Bound } from '../core/network/bounds.js';
import { boundsWithin, type GroupSensitivity } from '../core/network/sensitivity.js';
import type { SensitivitySettings } from '../core/pipeline/document.js';
import { control, slowControl, tensors } from './proxies.js';
import { prepareRanking } from './ranking.js';
import type { Evaluations } from './search.js';

export interface SensitivityInput {
  readonly run: RunContext;
  readonly step: string;
  readonly network: BlobId;
  readonly dataset: NamedDataset;
  readonly settings: SensitivitySettings;
  readonly seed: number;
  /** Where an earlier run of this workflow stopped: the digest of its Memory. */
  readonly memory?: BlobId;
}

export interface SensitivityOutput {
  readonly sensitivity: BlobId;
  readonly bounds: readonly Bound[];
  readonly evaluations: Evaluations;
}

export interface SensitivityProgress {
  readonly done: number;
  readonly total: number;
  /** mIoU of the whole network, once it is known. */
  readonly baseline: number | null;
}

export const sensitivityProgress = defineQuery<SensitivityProgress>('progress');

/** Evaluations that are asked for at once: more than there are workers, and few enough for one run's history. */
const BATCH = 64;

/** All that is known between batches. Plain JSON. */
interface Memory {
  readonly baseline: number;
  readonly baselineCached: boolean;
  readonly sweep: readonly GroupSweep[];
  /** By plan: points that keep as many channels of a group have the same one. */
  readonly answers: Readonly<Record<BlobId, Answer>>;
}

type Answer = { readonly miou: number; readonly cached?: boolean } | { readonly reason: string };

/**
 * mIoU against pruning ratio, group by group. All networks, the whole one too, are judged on the same images in the same
 * way. Between batches the work goes on in a new run, with its memory in the store, as soon as Temporal finds the
 * history long.
 */
export async function sensitivity(input: SensitivityInput): Promise<SensitivityOutput> {
  const { settings } = input;
  let known: Memory | undefined;
  setHandler(sensitivityProgress, () => progressOf(known));
  let memory = input.memory === undefined ? await begin(input) : await resume(input.memory);
  for (;;) {
    known = memory;
    setCurrentDetails(details(memory, settings.ratios));
    const batch = plansOf(memory)
      .filter((plan) => !(plan in memory.answers))
      .slice(0, BATCH);
    if (batch.length === 0) return finish(input, memory);
    if (workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof sensitivity>({
        ...input,
        memory: await control.remember.executeWithOptions({ summary: 'remember the prunings' }, [memory]),
      });
    }
    const answers = await Promise.all(
      batch.map(async (plan) => [plan, await judge(input, plan, titleOf(memory, plan))] as const),
    );
    memory = { ...memory, answers: { ...memory.answers, ...Object.fromEntries(answers) } };
  }
}

async function begin(input: SensitivityInput): Promise<Memory> {
  const { network, settings } = input;
  const { protect, roundTo } = settings;
  const ratios = settings.ratios.toSorted((a, b) => a - b);
  const [sweep, { miou, cached = false }] = await Promise.all([
    prepareRanking(input).then((ranking) =>
      slowControl.sweep.executeWithOptions({ summary: 'prune every group by every ratio' }, [
        { network, protect, roundTo, ratios, ranking },
      ]),
    ),
    tensors().evaluate.executeWithOptions({ summary: 'baseline: evaluate' }, [evaluation(input, null)]),
  ]);
  return { baseline: miou, baselineCached: cached, sweep, answers: {} };
}

async function resume(id: BlobId): Promise<Memory> {
  const memory: unknown = await control.recall.executeWithOptions({ summary: 'recall the prunings' }, [id]);
  if (isMemory(memory)) return memory;
  throw new Error(`The artifact ${id} is not the memory of a sensitivity step.`);
}

function isMemory(value: unknown): value is Memory {
  return typeof value === 'object' && value !== null && 'sweep' in value && 'answers' in value;
}

async function judge(input: SensitivityInput, plan: BlobId, title: string): Promise<Answer> {
  try {
    const { miou, cached } = await tensors().evaluate.executeWithOptions({ summary: `${title}: evaluate` }, [
      evaluation(input, plan),
    ]);
    return { miou, cached };
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return { reason: error.cause?.message ?? error.message };
  }
}

function evaluation(
  { run, step, network, dataset, settings }: SensitivityInput,
  plan: BlobId | null,
): EvaluateRequest {
  return {
    run,
    label: step,
    network,
    plan,
    dataset,
    settings: settings.evaluation,
    seed: run.seed,
  };
}

function isCached(answer: Answer): boolean {
  return 'cached' in answer && answer.cached === true;
}

/** Each plan once. */
function plansOf({ sweep }: Pick<Memory, 'sweep'>): readonly BlobId[] {
  const plans = sweep.flatMap(({ points }) => points.flatMap(({ plan }) => plan ?? []));
  return [...new Set(plans)];
}

/** The group that a plan prunes, with the first ratio that it stands for. */
function titleOf({ sweep }: Pick<Memory, 'sweep'>, plan: BlobId): string {
  const titles = sweep.flatMap(({ id, points }) =>
    points.flatMap((point) => (point.plan === plan ? [`${id}, ${formatRatio(point.ratio)} pruned`] : [])),
  );
  return titles[0];
}

/** What is known of each group; points that wait for their answer are left out. */
function groupsOf({ baseline, sweep, answers }: Memory): readonly GroupSensitivity[] {
  return sweep.map(({ id, channels, points }) => ({
    id,
    channels,
    points: points.flatMap(({ ratio, kept, plan }) => {
      if (plan === null) return [{ ratio, kept, miou: baseline }];
      if (!(plan in answers)) return [];
      const answer = answers[plan];
      return [{ ratio, kept, ...('miou' in answer ? { miou: answer.miou } : answer) }];
    }),
  }));
}

async function finish({ step, settings }: SensitivityInput, memory: Memory): Promise<SensitivityOutput> {
  const { baseline, sweep } = memory;
  const groups = groupsOf(memory);
  const bounds = boundsWithin(baseline, groups, settings.maxLoss);
  const record: SensitivityRecord = {
    step,
    ranking: settings.ranking,
    maxLoss: settings.maxLoss,
    baseline,
    ratios: settings.ratios.toSorted((a, b) => a - b),
    groups: groups.map((group, index) => ({ ...group, minRatio: bounds[index].minRatio ?? 1 })),
  };
  const cached = [memory.baselineCached, ...Object.values(memory.answers).map(isCached)].filter(
    Boolean,
  ).length;
  const points = sweep.reduce((sum, group) => sum + group.points.length, 0);
  const plans = plansOf(memory).length;
  return {
    sensitivity: await control.remember.executeWithOptions({ summary: 'record the sensitivities' }, [record]),
    bounds,
    evaluations: { paid: plans + 1 - cached, cached, saved: points - plans },
  };
}

function progressOf(memory: Memory | undefined): SensitivityProgress {
  if (memory === undefined) return { done: 0, total: 0, baseline: null };
  const { answers, baseline } = memory;
  return { done: Object.keys(answers).length, total: plansOf(memory).length, baseline };
}

function details(memory: Memory, ratios: readonly number[]): string {
  const { done, total } = progressOf(memory);
  return [
    `${String(done)} of ${String(total)} prunings judged; mIoU of the whole network ${formatMetric('miou', memory.baseline)}.`,
    '',
    sensitivityTable(
      ratios.toSorted((a, b) => a - b),
      groupsOf(memory),
    ),
  ].join('\n');
}

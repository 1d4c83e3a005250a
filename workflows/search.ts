import {
  continueAsNew,
  defineQuery,
  executeChild,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  BlobId,
  CandidateRef,
  FrontRef,
  GenerationRecord,
  NamedDataset,
  RankingRef,
  RunContext,
  SearchRecord,
  SearchSummary,
} from '../activities/messages.js';
import { hypervolume } from '../core/evolution/hypervolume.js';
import { ask, front, startSearch, tell } from '../core/evolution/search.js';
import type { SearchState } from '../core/evolution/types.js';
import type { Target } from '../core/hardware/target.js';
import { frontTable } from '../core/metrics/front-table.js';
import { formatMetric } from '../core/metrics/format.js';
import type { Metrics } from '../core/metrics/metrics.js';
import type { Bound } from '../core/network/bounds.js';
import type { Gene } from '../core/network/genome.js';
import type { SearchSettings } from '../core/pipeline/document.js';
import { deriveSeed } from '../core/random.js';
import type { generation, Outcome } from './generation.js';
import { objectiveRecords, toEvaluation, toObjectives } from './objectives.js';
import { control, tensors } from './proxies.js';
import { prepareRanking } from './ranking.js';

export interface SearchInput {
  readonly run: RunContext;
  readonly step: string;
  readonly network: BlobId;
  readonly dataset: NamedDataset;
  readonly targets: Readonly<Record<string, Target>>;
  readonly settings: SettingsForSearch;
  readonly seed: number;
  /** Where an earlier run of this workflow stopped: the digest of its Memory. */
  readonly memory?: BlobId;
}

/** Searches that an earlier release began have a `norm` in place of what is optional here. */
export type SettingsForSearch = Omit<SearchSettings, 'bounds' | 'ranking' | 'maxRatio'> &
  Partial<Pick<SearchSettings, 'ranking' | 'maxRatio'>> & {
    readonly bounds?: readonly Bound[];
    readonly norm?: 'l1' | 'l2';
  };

export interface SearchOutput {
  readonly front: FrontRef;
  readonly record: BlobId;
  readonly evaluations: Evaluations;
}

/** How many candidates were judged here, known from earlier evaluations, and not judged since constraints decided. */
export interface Evaluations {
  readonly paid: number;
  readonly cached: number;
  readonly saved: number;
}

export interface SearchProgress {
  readonly generation: number;
  readonly generations: number;
  readonly front: readonly { readonly id: number; readonly metrics: Metrics }[];
  readonly hypervolume: number;
}

export const searchProgress = defineQuery<SearchProgress>('progress');

/** All that a search knows between generations. Plain JSON. */
interface Memory {
  readonly genes: readonly Gene[];
  readonly ranking?: RankingRef;
  readonly baseline: Metrics;
  readonly state: SearchState;
  /** By candidate id. */
  readonly outcomes: readonly Pick<Outcome, 'metrics' | 'plan' | 'cached'>[];
  /** Digests of the generations' records. */
  readonly records: readonly BlobId[];
  /** Ids of the front so far. */
  readonly front: readonly number[];
  readonly hypervolume: number;
}

/**
 * NSGA-II over pruning ratios. Each generation is a child workflow; between two of them the search goes on in a new
 * run, with its memory in the store, as soon as Temporal finds the history long.
 */
export async function search(input: SearchInput): Promise<SearchOutput> {
  const { settings } = input;
  const objectives = objectiveRecords(settings.objectives);
  let memory = input.memory === undefined ? await begin(input) : await resume(input.memory);
  setHandler(searchProgress, () => progressOf(memory, settings.generations));
  while (memory.state.generation < settings.generations) {
    const asked = ask(memory.state);
    if (asked.candidates.length === 0) break;
    const outcomes = await runGeneration(input, memory, asked.candidates);
    memory = await advance(memory, asked.state, outcomes, objectives);
    setCurrentDetails(details(memory, settings.generations, objectives));
    if (workflowInfo().continueAsNewSuggested && memory.state.generation < settings.generations) {
      await continueAsNew<typeof search>({ ...input, memory: await control.remember(memory) });
    }
  }
  return finish(input, memory, objectives);
}

async function begin(input: SearchInput): Promise<Memory> {
  const { run, step, network, settings, targets, dataset, seed } = input;
  const { protect, roundTo, minRatio, maxRatio, bounds, ranking: criterion } = settings;
  const [genes, [cheap], { miou }, ranking] = await Promise.all([
    control.space({ network, protect, roundTo, minRatio, maxRatio, bounds }),
    control.score({ network, plans: [null], targets }),
    tensors().evaluate.executeWithOptions({ summary: 'baseline: evaluate' }, [
      {
        run,
        label: step,
        network,
        plan: null,
        dataset,
        settings: { ...settings.evaluation, recalibrationImages: 0 },
        seed: evaluationSeed(seed),
      },
    ]),
    criterion && prepareRanking({ ...input, settings: { ...settings, ranking: criterion } }),
  ]);
  const state = startSearch({
    genes: genes.map(({ min, max }) => ({ min, max })),
    population: settings.population,
    seed,
    sampling: settings.sampling,
    crossover: settings.crossover,
    mutation: { probability: 1 / genes.length, ...settings.mutation },
    initial: [],
  });
  const baseline = { ...cheap, miou };
  return { genes, ranking, baseline, state, outcomes: [], records: [], front: [], hypervolume: 0 };
}

/** Draws the images that candidates are judged on: the same ones for all, or they could not be compared. */
function evaluationSeed(seed: number): number {
  return deriveSeed(seed, 'evaluation');
}

async function resume(id: BlobId): Promise<Memory> {
  const memory: unknown = await control.recall(id);
  if (isMemory(memory)) return memory;
  throw new Error(`The artifact ${id} is not the memory of a search.`);
}

function isMemory(value: unknown): value is Memory {
  return typeof value === 'object' && value !== null && 'state' in value && 'outcomes' in value;
}

function runGeneration(
  { run, step, network, settings, targets, dataset, seed }: SearchInput,
  { baseline, state, ranking }: Memory,
  candidates: ReturnType<typeof ask>['candidates'],
): Promise<readonly Outcome[]> {
  const number = state.generation + 1;
  const { protect, roundTo, minRatio, maxRatio, bounds, norm, evaluation, constraints } = settings;
  return executeChild<typeof generation>('generation', {
    workflowId: `${workflowInfo().workflowId}/generation-${String(number)}`,
    staticSummary: `Generation ${String(number)} of ${String(settings.generations)}`,
    args: [
      {
        generation: number,
        candidates,
        space: { network, protect, roundTo, minRatio, maxRatio, bounds, ranking, norm },
        targets,
        evaluate: { run, label: step, network, dataset, settings: evaluation, seed: evaluationSeed(seed) },
        constraints,
        baseline,
      },
    ],
  });
}

async function advance(
  memory: Memory,
  pending: SearchState,
  results: readonly Outcome[],
  objectives: SearchRecord['objectives'],
): Promise<Memory> {
  const { baseline } = memory;
  const state = tell(
    pending,
    new Map(results.map((outcome) => [outcome.id, toEvaluation(outcome, objectives, baseline)])),
  );
  const outcomes = [
    ...memory.outcomes,
    ...results.map(({ metrics, plan, cached }) => ({ metrics, plan, cached })),
  ];
  const best = front(state).map(({ id }) => id);
  const volume = hypervolume(
    best.map((id) => toObjectives(outcomes[id].metrics, objectives, baseline)),
    objectives.map(() => 1),
  );
  const record: GenerationRecord = {
    generation: state.generation,
    candidates: results.map(({ id, genome, status, metrics, violation, reason }) => ({
      id,
      generation: state.generation,
      genome,
      status,
      metrics,
      violation,
      reason,
    })),
    front: best,
    hypervolume: volume,
  };
  const records = [...memory.records, await control.remember(record)];
  return { ...memory, state, outcomes, records, front: best, hypervolume: volume };
}

async function finish(
  { network, settings, step, dataset }: SearchInput,
  memory: Memory,
  objectives: SearchRecord['objectives'],
): Promise<SearchOutput> {
  const { baseline, genes, outcomes, state } = memory;
  const record: SearchSummary = {
    step,
    objectives,
    constraints: settings.constraints,
    baseline,
    groups: genes.map(({ group, channels, roundTo }) => ({ id: group, channels, roundTo })),
    generations: memory.records,
    front: memory.front,
  };
  const candidates = memory.front.map((id): CandidateRef => {
    const { metrics, plan } = outcomes[id];
    const { genome } = state.archive[id];
    return { search: step, id, genome, metrics, baseline, network, plan, dataset: dataset.name };
  });
  const judged = outcomes.filter(({ metrics }) => 'miou' in metrics);
  const cached = judged.filter((outcome) => outcome.cached === true).length;
  return {
    front: { search: step, objectives, candidates, hypervolume: memory.hypervolume },
    record: await control.remember(record),
    evaluations: { paid: judged.length - cached, cached, saved: outcomes.length - judged.length },
  };
}

function progressOf(
  { state, outcomes, front: best, hypervolume: volume }: Memory,
  total: number,
): SearchProgress {
  return {
    generation: state.generation,
    generations: total,
    front: best.map((id) => ({ id, metrics: outcomes[id].metrics })),
    hypervolume: volume,
  };
}

function details(memory: Memory, total: number, objectives: SearchRecord['objectives']): string {
  const { front: rows, generation: done, hypervolume: volume } = progressOf(memory, total);
  const metrics = objectives.map(({ metric }) => metric);
  const born = (id: number) => memory.state.archive[id].generation + 1;
  return [
    `Generation ${String(done)} of ${String(total)}, hypervolume ${volume.toFixed(4)}; baseline ${metrics
      .map((metric) => formatMetric(metric, memory.baseline[metric]))
      .join(', ')}.`,
    '',
    frontTable(
      metrics,
      rows.map(({ id, metrics: values }) => ({ id, generation: born(id), metrics: values })),
    ),
  ].join('\n');
}

import { patched } from '@temporalio/workflow';
import { individualOf } from '../core/evolution/archive.js';
import { hypervolume } from '../core/evolution/hypervolume.js';
import { front, startSearch, tell } from '../core/evolution/search.js';
import type { SearchSettings as EvolutionSettings, SearchState } from '../core/evolution/types.js';
import type { Metrics } from '../core/metrics/metrics.js';
import type { Gene } from '../core/network/genome.js';
import type {
  BlobId,
  EvaluateAnswer,
  GenerationRecord,
  ObjectiveRecord,
  RankingRef,
} from '../activities/messages.js';
import type { Outcome } from './outcome.js';
import type { Measured } from './measure.js';
import { toEvaluation, toObjectives } from './objectives.js';
import { control } from './proxies.js';
import type { SettingsForSearch } from './search-settings.js';

/** All that a search knows between generations. Plain JSON. */
export interface Memory {
  readonly genes: readonly Gene[];
  readonly ranking?: RankingRef;
  readonly baseline: Metrics;
  /** Of the network before pruning. Not in memories of before it was kept. */
  readonly baselineIou?: EvaluateAnswer['perClassIou'];
  /** How many images a candidate is judged on in full. Not in memories of before there were stages. */
  readonly images?: number;
  /** Of the network before pruning, by target. */
  readonly measured?: Measured;
  readonly state: SearchState;
  /** By candidate id. */
  readonly outcomes: readonly Pick<
    Outcome,
    'metrics' | 'plan' | 'cached' | 'measured' | 'estimates' | 'images'
  >[];
  /** Digests of the generations' records. */
  readonly records: readonly BlobId[];
  /** The last generation's, where it is not in the store yet. */
  readonly unrecorded?: GenerationRecord;
  /** Ids of the front so far. */
  readonly front: readonly number[];
  /** Of the front after each generation, the last being `hypervolume`. Not in memories of before it was kept. */
  readonly hypervolumes?: readonly number[];
  readonly hypervolume: number;
}

/** Before the first generation. */
export function newMemory(
  begun: Pick<Memory, 'genes' | 'ranking' | 'baseline' | 'baselineIou' | 'images' | 'measured'>,
  settings: EvolutionSettings,
): Memory {
  const state = startSearch(settings);
  return { ...begun, state, outcomes: [], records: [], front: [], hypervolumes: [], hypervolume: 0 };
}

/** A search's settings as the evolution takes them. */
export function evolutionSettings(
  settings: SettingsForSearch,
  genes: readonly Gene[],
  seed: number,
): EvolutionSettings {
  const { algorithm, divisions, population, sampling, crossover, mutation, initial = [] } = settings;
  return {
    ...(algorithm === undefined || algorithm === 'nsga2' ? {} : { algorithm }),
    ...(divisions === undefined ? {} : { divisions }),
    genes: genes.map(({ min, max }) => ({ min, max })),
    population,
    seed,
    sampling,
    crossover,
    mutation: { probability: 1 / genes.length, ...mutation },
    initial: initial.slice(0, population),
  };
}

/** The memory after a generation, whose record is still to be kept by `recorded`. */
export async function advance(
  memory: Memory,
  pending: SearchState,
  results: readonly Outcome[],
  objectives: readonly ObjectiveRecord[],
): Promise<Memory> {
  const { baseline } = memory;
  const state = tell(
    pending,
    new Map(results.map((outcome) => [outcome.id, toEvaluation(outcome, objectives, baseline)])),
  );
  const outcomes = [
    ...memory.outcomes,
    ...results.map(({ metrics, plan, cached, measured, estimates, images }) => ({
      metrics,
      plan,
      cached,
      measured,
      estimates,
      images,
    })),
  ];
  const best = front(state).map(({ id }) => id);
  const volume = hypervolume(
    best.map((id) => toObjectives(outcomes[id].metrics, objectives, baseline)),
    objectives.map(() => 1),
  );
  const record: GenerationRecord = {
    generation: state.generation,
    candidates: results.map(
      ({ id, genome, status, metrics, perClassIou, measured, cached, estimates, violation, reason }) => ({
        id,
        generation: state.generation,
        genome,
        origin: individualOf(state.archive, id).origin,
        status,
        metrics,
        perClassIou,
        measured,
        cached,
        estimates,
        violation,
        reason,
      }),
    ),
    front: best,
    hypervolume: volume,
    evaluations: countEvaluations(results),
  };
  const hypervolumes = [...(memory.hypervolumes ?? []), volume];
  const after = {
    ...memory,
    state,
    outcomes,
    front: best,
    hypervolumes,
    hypervolume: volume,
    unrecorded: record,
  };
  return patched('records are kept beside the next generation') ? after : recorded(after);
}

/** The memory with its last generation's record in the store. */
export async function recorded({ unrecorded, ...memory }: Memory): Promise<Memory> {
  if (unrecorded === undefined) return memory;
  return {
    ...memory,
    records: [
      ...memory.records,
      await control.remember.executeWithOptions({ summary: 'record a generation' }, [unrecorded]),
    ],
  };
}

/** How many candidates were judged here, known from earlier evaluations, and not judged in full. */
export function countEvaluations(outcomes: readonly Pick<Outcome, 'metrics' | 'cached'>[]) {
  const judged = judgedCount({ outcomes });
  const cached = outcomes.filter((outcome) => outcome.cached === true).length;
  return { paid: judged - cached, cached, saved: outcomes.length - judged };
}

/** Candidates whose mIoU was judged, here or in an earlier run. */
export function judgedCount({
  outcomes,
}: {
  readonly outcomes: readonly Pick<Outcome, 'metrics'>[];
}): number {
  return outcomes.filter(({ metrics }) => 'miou' in metrics).length;
}

/** Reads a memory back. */
export async function recallMemory(id: BlobId): Promise<Memory> {
  const memory: unknown = await control.recall.executeWithOptions({ summary: 'recall the search' }, [id]);
  if (isMemory(memory)) return memory;
  throw new Error(`The artifact ${id} is not the memory of a search.`);
}

export function isMemory(value: unknown): value is Memory {
  return typeof value === 'object' && value !== null && 'state' in value && 'outcomes' in value;
}

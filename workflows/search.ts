import {
  continueAsNew,
  executeChild,
  patched,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  BlobId,
  CandidateRef,
  EvolutionRecord,
  FrontRef,
  ImageCounts,
  LiveReport,
  MeasurementCounts,
  NamedDataset,
  RunContext,
  SearchRecord,
  SearchSummary,
} from '../activities/messages.js';
import { individualOf } from '../core/evolution/archive.js';
import { ask, suggest } from '../core/evolution/search.js';
import { measuredMetrics, type MeasuredTarget, modelledTargets } from '../core/hardware/measured-target.js';
import type { Target } from '../core/hardware/target.js';
import { deriveSeed } from '../core/random.js';
import { Attributes } from './attributes.js';
import { asFailure } from './failure.js';
import type { generation } from './generation.js';
import type { Outcome } from './outcome.js';
import { checkFailed } from './failures.js';
import { countImages } from './images.js';
import { showSearch } from './live-report.js';
import { checkMeasured, countMeasurements, measureOn, type Measuring, targetsToMeasure } from './measure.js';
import { baselineMetrics, checkKnown, classesRead, objectiveRecords } from './objectives.js';
import { control, tensors } from './proxies.js';
import { prepareRanking } from './ranking.js';
import { keepSearch, resumedMemory } from './resumption.js';
import { endReason, type EndReason, generationLimit } from './search-end.js';
import {
  advance,
  evolutionSettings,
  countEvaluations,
  type Memory,
  newMemory,
  recallMemory,
  recorded,
} from './search-memory.js';
import { details, ofAll, progressOf, searchProgress, standingOf } from './search-progress.js';
import type { SettingsForSearch } from './search-settings.js';
import { fullEvaluation, stagesOf } from './stages.js';
import { Steering, type Wishes } from './steering.js';

export interface SearchInput {
  readonly run: RunContext;
  readonly step: string;
  /** What it is known by, whatever its run. */
  readonly origin?: string;
  readonly network: BlobId;
  readonly dataset: NamedDataset;
  readonly targets: Readonly<Record<string, Target | MeasuredTarget>>;
  readonly settings: SettingsForSearch;
  readonly seed: number;
  /** Where the run is to be shown while it goes on. */
  readonly live?: LiveReport;
  /** Where an earlier run of this workflow stopped: the digest of its Memory, what was asked of it, when it began. */
  readonly memory?: BlobId;
  readonly wishes?: Wishes;
  /** Milliseconds since 1970. */
  readonly began?: number;
}

export interface SearchOutput {
  readonly front: FrontRef;
  readonly record: BlobId;
  readonly evaluations: Evaluations;
  readonly images: ImageCounts;
  /** Where something is measured. */
  readonly measurements?: MeasurementCounts;
  readonly ended: EndReason;
}

/**
 * How many candidates were judged here, known from earlier evaluations, and not judged in full since constraints or
 * estimates decided.
 */
export interface Evaluations {
  readonly paid: number;
  readonly cached: number;
  readonly saved: number;
}

/**
 * A search for prune plans. Each generation is a child workflow; between two of them the search goes on in a new run,
 * with its memory in the store, as soon as Temporal finds the history long.
 */
export async function search(input: SearchInput): Promise<SearchOutput> {
  try {
    return await evolve(input);
  } catch (error) {
    throw asFailure(error);
  }
}

async function evolve(input: SearchInput): Promise<SearchOutput> {
  const { settings } = input;
  const objectives = objectiveRecords(settings.objectives);
  const began = input.began ?? Date.now();
  let known: Memory | undefined;
  const steering = new Steering(input.wishes, () => known && steered(known));
  const attributes = await Attributes.open();
  attributes.tellPipeline(input.run.pipeline);
  attributes.tellSteps([input.step]);
  let memory = await beginning(input);
  setHandler(searchProgress, () => progressOf(memory, settings, steering.wishes));
  for (;;) {
    known = memory;
    await steering.whilePaused();
    const seconds = (Date.now() - began) / 1000;
    const ended = endReason(settings, memory, steering.wishes, seconds);
    if (ended !== undefined) return finish(input, await recorded(memory), objectives, ended);
    if (workflowInfo().continueAsNewSuggested) {
      const next = {
        ...input,
        began,
        memory: await control.remember.executeWithOptions({ summary: 'remember the search' }, [
          await recorded(memory),
        ]),
        wishes: steering.wishes,
      };
      await continueAsNew<typeof search>(next);
    }
    const asked = ask(steering.takeGenomes().reduce(suggest, memory.state));
    if (asked.candidates.length === 0) return finish(input, await recorded(memory), objectives, 'exhausted');
    const [outcomes, kept] = await Promise.all([
      runGeneration(input, memory, steering.wishes, asked.candidates),
      recordedAndShown(input, memory, objectives),
    ]);
    memory = await advance(kept, asked.state, outcomes, objectives);
    checkFailed(memory.state.archive.flat(), settings.maxFailed);
    setCurrentDetails(details(memory, settings, steering.wishes, objectives));
    attributes.tellStanding(standingOf(memory, objectives));
  }
}

function beginning(input: SearchInput): Promise<Memory> {
  if (input.memory !== undefined) return recallMemory(input.memory);
  const { resume } = input.settings;
  return resume === undefined ? begin(input) : resumedMemory(input, resume);
}

async function begin(input: SearchInput): Promise<Memory> {
  const { run, step, network, settings, targets, dataset, seed } = input;
  const { protect, roundTo, minRatio, maxRatio, bounds, ranking: criterion } = settings;
  const objectives = objectiveRecords(settings.objectives);
  checkMeasured(settings.measure ?? [], targets);
  // Alone, before anything that would disturb it.
  const measured = await measureOn(measuredBy(input), {}, 'baseline', {
    run,
    label: step,
    network,
    plan: null,
  });
  const [genes, [cheap], answer, ranking] = await Promise.all([
    control.space.executeWithOptions({ summary: 'channel groups' }, [
      { network, protect, roundTo, minRatio, maxRatio, bounds },
    ]),
    control.score.executeWithOptions({ summary: 'baseline: score' }, [
      { network, plans: [null], targets: modelledTargets(targets) },
    ]),
    tensors().evaluate.executeWithOptions({ summary: 'baseline: evaluate' }, [
      {
        run,
        label: step,
        network,
        plan: null,
        dataset,
        settings: { ...fullEvaluation(settings.evaluation), recalibrationImages: 0 },
        seed: evaluationSeed(seed),
        classes: classesOf(settings),
      },
    ]),
    criterion && prepareRanking({ ...input, settings: { ...settings, ranking: criterion } }),
  ]);
  checkKnown({ ...cheap, ...measuredMetrics(measured) }, objectives, comparisons(settings));
  const baseline = baselineMetrics({ ...cheap, ...measuredMetrics(measured) }, answer, objectives);
  const found = Object.keys(measured).length === 0 ? {} : { measured };
  return newMemory(
    { genes, ranking, baseline, baselineIou: answer.perClassIou, images: answer.images, ...found },
    evolutionSettings(settings, genes, seed),
  );
}

function measuredBy({ targets, settings }: SearchInput): Measuring['targets'] {
  const objectives = objectiveRecords(settings.objectives);
  return targetsToMeasure(targets, objectives, comparisons(settings), settings.measure);
}

/** Classes whose IoU anything about the search reads. */
function classesOf(settings: SettingsForSearch): readonly string[] {
  return classesRead(objectiveRecords(settings.objectives), comparisons(settings));
}

function comparisons({ constraints, stop }: SettingsForSearch): readonly string[] {
  return [...constraints, ...(stop?.goal ?? [])];
}

/** Draws the images that candidates are judged on: the same ones for all, or they could not be compared. */
function evaluationSeed(seed: number): number {
  return deriveSeed(seed, 'evaluation');
}

function steered({ state }: Memory): { generation: number; genes: Memory['state']['settings']['genes'] } {
  return { generation: state.generation, genes: state.settings.genes };
}

function runGeneration(
  input: SearchInput,
  { baseline, state, ranking, outcomes, images, front, measured = {} }: Memory,
  wishes: Wishes,
  candidates: ReturnType<typeof ask>['candidates'],
): Promise<readonly Outcome[]> {
  const { run, step, network, settings, targets, dataset, seed } = input;
  const number = state.generation + 1;
  const { protect, roundTo, minRatio, maxRatio, bounds, norm, evaluation, constraints, onFailure } = settings;
  const objectives = objectiveRecords(settings.objectives);
  const rivals = front.map((id) => ({
    id,
    metrics: outcomes[id].metrics,
    estimates: outcomes[id].estimates ?? [],
  }));
  const measuring: Measuring = {
    targets: measuredBy(input),
    devices: Object.fromEntries(Object.entries(measured).map(([name, { device }]) => [name, device])),
  };
  return executeChild<typeof generation>('generation', {
    workflowId: `${workflowInfo().workflowId}/generation-${String(number)}`,
    staticSummary: ofAll(number, generationLimit(settings, wishes)),
    args: [
      {
        generation: number,
        candidates,
        space: { network, protect, roundTo, minRatio, maxRatio, bounds, ranking, norm },
        targets: modelledTargets(targets),
        evaluate: {
          run,
          label: step,
          network,
          dataset,
          settings: fullEvaluation(evaluation),
          seed: evaluationSeed(seed),
          classes: classesOf(settings),
        },
        objectives,
        constraints,
        baseline,
        stages: stagesOf(evaluation, objectives, { rivals, population: images }),
        ...(Object.keys(measuring.targets).length === 0 ? {} : { measuring }),
        onFailure,
      },
    ],
  });
}

async function finish(
  input: SearchInput,
  memory: Memory,
  objectives: SearchRecord['objectives'],
  ended: EndReason,
): Promise<SearchOutput> {
  const { network, step, dataset } = input;
  const { baseline, outcomes, state } = memory;
  const record: SearchSummary = { ...summaryOf(input, memory, objectives), ended };
  await showSearch(input.live, record);
  const candidates = memory.front.map((id): CandidateRef => {
    const { metrics, plan } = outcomes[id];
    const { genome } = individualOf(state.archive, id);
    return { search: step, id, genome, metrics, baseline, network, plan, dataset: dataset.name };
  });
  const evaluations = countEvaluations(outcomes);
  const output = {
    front: { search: step, objectives, candidates, hypervolume: memory.hypervolume },
    record: await control.remember.executeWithOptions({ summary: 'record the search' }, [record]),
    evaluations,
    images: countImages(outcomes),
    measurements: countMeasurements(outcomes),
    ended,
  };
  if (patched('searches are kept')) {
    await keepSearch(input, memory, evaluations.paid + evaluations.cached);
  }
  return output;
}

/** What is recorded of the last generation is shown, beside the next one. */
async function recordedAndShown(
  input: SearchInput,
  memory: Memory,
  objectives: SearchRecord['objectives'],
): Promise<Memory> {
  const kept = await recorded(memory);
  await showSearch(input.live, summaryOf(input, kept, objectives));
  return kept;
}

/** A search as it stands. */
function summaryOf(
  { settings, step }: SearchInput,
  memory: Memory,
  objectives: SearchRecord['objectives'],
): SearchSummary {
  const { baseline, baselineIou, genes, outcomes, state } = memory;
  return {
    step,
    objectives,
    constraints: settings.constraints,
    baseline,
    baselineIou,
    groups: genes.map(({ group, channels, roundTo }) => ({ id: group, channels, roundTo })),
    evolution: evolutionOf(state.settings),
    generations: memory.records,
    front: memory.front,
    images: countImages(outcomes),
    measurements: countMeasurements(outcomes),
    measured: memory.measured,
  };
}

function evolutionOf({
  algorithm = 'nsga2',
  population,
  seed,
  sampling,
  crossover,
  mutation,
}: Memory['state']['settings']): EvolutionRecord {
  return { algorithm, population, seed, sampling, crossover, mutation };
}

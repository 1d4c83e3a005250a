import type { Estimate, ObjectiveRecord, StageContender } from '../activities/messages.js';
import { type Domination, droppedViolation } from '../core/metrics/clear-dominance.js';
import type { Metrics } from '../core/metrics/metrics.js';
import type { CandidateEvaluation, SingleEvaluation } from '../core/pipeline/document.js';
import { isCheap } from '../core/pipeline/objectives.js';
import { attemptAll } from './failures.js';
import type { GenerationInput } from './generation.js';
import { effortOf } from './images.js';
import { qualityOf } from './objectives.js';
import { failed, isOpen, isOutcome, type Outcome, type Scored } from './outcome.js';
import { slowControl, tensors } from './proxies.js';

/** Estimates that come before a full evaluation. */
export interface Stages {
  /** Numbers of images, ascending, without the last stage's. */
  readonly images: readonly number[];
  /** In standard errors. */
  readonly confidence: number;
  /** The front so far: judged in full, and estimated in the same stages. */
  readonly rivals: readonly Rival[];
  /** How many images there are in full. */
  readonly population?: number;
}

/** A candidate of an earlier generation that may dominate those of a later one. */
export interface Rival {
  readonly id: number;
  readonly metrics: Metrics;
  readonly estimates: readonly Estimate[];
}

/** How a candidate is judged in full: by the last stage, where there are several. */
export function fullEvaluation(evaluation: CandidateEvaluation): SingleEvaluation {
  if (!('stages' in evaluation)) return evaluation;
  const { stages, batchSize, recalibrationImages } = evaluation;
  return { images: stages.at(-1)?.images ?? 'all', batchSize, recalibrationImages };
}

/** The stages before the last; undefined where there are none, or nothing to estimate, since all objectives are cheap. */
export function stagesOf(
  evaluation: CandidateEvaluation,
  objectives: readonly ObjectiveRecord[],
  known: Pick<Stages, 'rivals' | 'population'>,
): Stages | undefined {
  if (!('stages' in evaluation) || objectives.every(isCheap)) return undefined;
  const images = evaluation.stages
    .slice(0, -1)
    .flatMap((stage) => (typeof stage.images === 'number' ? [stage.images] : []));
  return { images, confidence: evaluation.confidence, ...known };
}

/**
 * Estimates candidates stage by stage. Those that nobody dominates clearly have `passed`; those that were dropped or
 * failed have `ended`. What is dropped is decided when all estimates of a stage are in, and so by values alone.
 */
export async function runStages(
  input: GenerationInput,
  title: string,
  candidates: readonly Scored[],
): Promise<{ readonly passed: readonly Scored[]; readonly ended: readonly Outcome[] }> {
  let passed = candidates;
  const ended: Outcome[] = [];
  for (const images of input.stages?.images ?? []) {
    const estimated = await estimateAll(input, title, passed, images);
    ended.push(...estimated.filter(isOutcome));
    const open = estimated.filter(isOpen);
    const dominations = await compare(input, `${title}: compare on ${String(images)} images`, open, images);
    ended.push(...open.flatMap((candidate, index) => dropped(candidate, dominations[index], images)));
    passed = open.filter((_, index) => dominations[index] === null);
  }
  return { passed, ended };
}

async function estimateAll(
  input: GenerationInput,
  title: string,
  candidates: readonly Scored[],
  images: number,
): Promise<readonly (Scored | Outcome)[]> {
  const settings = { ...input.evaluate.settings, images };
  const attempts = await attemptAll(input.onFailure, title, candidates, ({ id, plan, estimates }) =>
    tensors().evaluate.executeWithOptions(
      { summary: `${title}, candidate ${String(id)}: estimate on ${String(images)} images` },
      [{ ...input.evaluate, settings, plan, estimate: true, known: estimates?.at(-1)?.part }],
    ),
  );
  return attempts.map((attempt, index): Scored | Outcome => {
    const candidate = candidates[index];
    if (!('answer' in attempt)) return failed(candidate, attempt.reason);
    const { answer } = attempt;
    if (answer.part === undefined) throw new Error('An estimate came without its counts.');
    const estimate: Estimate = { images, metrics: qualityOf(answer), part: answer.part };
    return {
      ...candidate,
      estimates: [...(candidate.estimates ?? []), estimate],
      images: effortOf(candidate.images, answer, settings.recalibrationImages),
    };
  });
}

async function compare(
  { stages, objectives = [], constraints, baseline }: GenerationInput,
  summary: string,
  candidates: readonly Scored[],
  images: number,
): Promise<readonly (Domination | null)[]> {
  if (stages === undefined || candidates.length === 0) return [];
  const { confidence, rivals, population } = stages;
  return slowControl.compareStage.executeWithOptions({ summary }, [
    {
      candidates: candidates.flatMap((candidate) => contender(candidate, images)),
      rivals: rivals.flatMap((rival) => contender(rival, images)),
      objectives,
      constraints,
      baseline,
      confidence,
      population,
    },
  ]);
}

function contender({ id, metrics, estimates }: Scored | Rival, images: number): readonly StageContender[] {
  const estimate = estimates?.find((each) => each.images === images);
  return estimate === undefined ? [] : [{ id, metrics, confusions: estimate.part.confusions }];
}

function dropped(candidate: Scored, domination: Domination | null, images: number): readonly Outcome[] {
  if (domination === null) return [];
  const { by, difference, standardError } = domination;
  return [
    {
      ...candidate,
      status: 'dropped',
      violation: droppedViolation(domination),
      reason: `On ${String(images)} images candidate ${String(by)} is better by ${difference.toFixed(4)} (standard error ${standardError.toFixed(4)}), and costs no more.`,
    },
  ];
}

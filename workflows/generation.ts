import { setCurrentDetails } from '@temporalio/workflow';
import type {
  EvaluateAnswer,
  EvaluateRequest,
  ObjectiveRecord,
  PruneRequest,
  ScoreRequest,
} from '../activities/messages.js';
import type { Candidate } from '../core/evolution/types.js';
import { isQuality, type Metrics } from '../core/metrics/metrics.js';
import { parseConstraint, totalViolation } from '../core/pipeline/constraints.js';
import { withExpressions } from '../core/pipeline/objectives.js';
import { attemptAll, type FailurePolicy } from './failures.js';
import { effortOf } from './images.js';
import { isToMeasure, measureAll, type Measuring } from './measure.js';
import { qualityOf } from './objectives.js';
import { failed, isOpen, isOutcome, type Outcome, type Scored } from './outcome.js';
import { outcomeTable } from './outcome-table.js';
import { prepare } from './prepare.js';
import { tensors } from './proxies.js';
import { runStages, type Stages } from './stages.js';

/** Searches that an earlier release began leave out what is optional here. */
export interface GenerationInput {
  readonly generation: number;
  readonly candidates: readonly Candidate[];
  readonly space: Omit<PruneRequest, 'genomes'>;
  readonly targets: ScoreRequest['targets'];
  /** How candidates are judged in full. */
  readonly evaluate: Omit<EvaluateRequest, 'plan'>;
  readonly objectives?: readonly ObjectiveRecord[];
  readonly constraints: readonly string[];
  readonly baseline: Metrics;
  /** Estimates on fewer images that come before. */
  readonly stages?: Stages;
  /** Targets that candidates are measured on. */
  readonly measuring?: Measuring;
  readonly onFailure?: FailurePolicy;
}

/**
 * One generation of a search: genomes to prune plans, plans to cheap figures, and the mIoU of those candidates only
 * that meet the constraints which cheap figures decide, and that no rival clearly dominates on fewer images. Where latency is
 * measured, it is before anything is evaluated, which would disturb it.
 */
export async function generation(input: GenerationInput): Promise<readonly Outcome[]> {
  const outcomes = await judgeAll(input);
  setCurrentDetails(outcomeTable(outcomes));
  return outcomes;
}

async function judgeAll(input: GenerationInput): Promise<readonly Outcome[]> {
  const { candidates, space, targets, objectives = [], baseline, stages } = input;
  const title = `generation ${String(input.generation)}`;
  const genomes = candidates.map(({ genome }) => genome);
  const scored = prepare(title, { ...space, genomes }, targets).map(async (prepared, index) => {
    const { id, genome } = candidates[index];
    const { plan, metrics } = await prepared;
    return withoutEvaluation(input, {
      id,
      genome,
      plan,
      metrics: withExpressions(metrics, objectives, baseline),
    });
  });
  if (stages === undefined && input.measuring === undefined) {
    return judgeInFull(input, title, candidates, scored);
  }
  const cheap = await Promise.all(scored);
  const known = input.measuring === undefined ? cheap : await measuredToo(input, title, cheap);
  const { passed, ended } = await runStages(input, title, known.filter(isOpen));
  const judged = await judgeInFull(
    input,
    title,
    passed,
    passed.map((candidate) => Promise.resolve(candidate)),
  );
  const outcomes = new Map(
    [...known.filter(isOutcome), ...ended, ...judged].map((outcome) => [outcome.id, outcome]),
  );
  return candidates.flatMap(({ id }) => outcomes.get(id) ?? []);
}

/** Candidates that are open, measured and decided on again where that is enough. */
async function measuredToo(
  input: GenerationInput,
  title: string,
  candidates: readonly (Scored | Outcome)[],
): Promise<readonly (Scored | Outcome)[]> {
  const measured = await measureAll(input, title, candidates.filter(isOpen));
  return [
    ...candidates.filter(isOutcome),
    ...measured.map((candidate) => (isOutcome(candidate) ? candidate : withoutEvaluation(input, candidate))),
  ];
}

/** The outcome of a candidate that cheap figures alone decide on; others as they are. */
function withoutEvaluation(input: GenerationInput, candidate: Scored): Scored | Outcome {
  const cheap = input.constraints
    .map(parseConstraint)
    .filter(({ metrics }) => metrics.every((metric) => isKnown(input, candidate, metric)));
  const violation = totalViolation(cheap, candidate.metrics, input.baseline);
  if (violation > 0) return { ...candidate, status: 'infeasible', violation };
  return withoutValue(input, candidate) ?? candidate;
}

function isKnown(input: GenerationInput, { measured }: Scored, metric: string): boolean {
  return !isQuality(metric) && (measured !== undefined || !isToMeasure(input, metric));
}

/** Judges each candidate as soon as it is scored; those that are decided already are left as they are. */
async function judgeInFull(
  input: GenerationInput,
  title: string,
  candidates: readonly { readonly id: number }[],
  scored: readonly Promise<Scored | Outcome>[],
): Promise<readonly Outcome[]> {
  const entries = candidates.map(({ id }, index) => ({ id, scored: scored[index] }));
  const attempts = await attemptAll(input.onFailure, title, entries, async (entry): Promise<Outcome> => {
    const candidate = await entry.scored;
    if (isOutcome(candidate)) return candidate;
    const answer = await tensors().evaluate.executeWithOptions(
      { summary: `${title}, candidate ${String(entry.id)}: evaluate` },
      [{ ...input.evaluate, plan: candidate.plan, known: candidate.estimates?.at(-1)?.part }],
    );
    return verdict(input, candidate, answer);
  });
  return Promise.all(
    attempts.map(async (attempt, index): Promise<Outcome> => {
      if ('answer' in attempt) return attempt.answer;
      return failed(await scored[index], attempt.reason);
    }),
  );
}

function verdict(input: GenerationInput, candidate: Scored, answer: EvaluateAnswer): Outcome {
  const { baseline, objectives = [], evaluate } = input;
  const judged = {
    ...candidate,
    metrics: withExpressions({ ...candidate.metrics, ...qualityOf(answer) }, objectives, baseline),
    cached: answer.cached,
    perClassIou: answer.perClassIou,
    images: effortOf(candidate.images, answer, evaluate.settings.recalibrationImages),
  };
  const violation = totalViolation(input.constraints.map(parseConstraint), judged.metrics, baseline);
  if (violation > 0) return { ...judged, status: 'infeasible', violation };
  return withoutValue(input, judged) ?? { ...judged, status: 'feasible' };
}

/** Dominance has no place for an objective that is no number, such as a quotient by 0. */
function withoutValue({ objectives = [] }: GenerationInput, candidate: Scored): Outcome | undefined {
  const wrong = objectives.find(
    ({ metric }) => metric in candidate.metrics && !Number.isFinite(candidate.metrics[metric]),
  );
  if (wrong === undefined) return undefined;
  const metrics = Object.fromEntries(
    Object.entries(candidate.metrics).filter(([, value]) => Number.isFinite(value)),
  );
  return failed({ ...candidate, metrics }, `The objective '${wrong.metric}' is no number.`);
}

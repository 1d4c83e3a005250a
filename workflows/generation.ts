import { ActivityFailure, isCancellation } from '@temporalio/workflow';
import type { BlobId, EvaluateRequest, PruneRequest, ScoreRequest } from '../activities/messages.js';
import type { Candidate } from '../core/evolution/types.js';
import type { Metrics } from '../core/metrics/metrics.js';
import { parseConstraint, totalViolation } from '../core/pipeline/constraints.js';
import { prepare } from './prepare.js';
import { tensors } from './proxies.js';

export interface GenerationInput {
  readonly generation: number;
  readonly candidates: readonly Candidate[];
  readonly space: Omit<PruneRequest, 'genomes'>;
  readonly targets: ScoreRequest['targets'];
  readonly evaluate: Omit<EvaluateRequest, 'plan'>;
  readonly constraints: readonly string[];
  readonly baseline: Metrics;
}

/** A candidate with all that its generation found out about it. */
export interface Outcome {
  readonly id: number;
  readonly genome: readonly number[];
  readonly plan: BlobId;
  readonly status: 'feasible' | 'infeasible' | 'failed';
  /** Without `miou` where it was not paid for. */
  readonly metrics: Metrics;
  readonly violation?: number;
  readonly reason?: string;
  /** Whether `miou` was known from an earlier evaluation. */
  readonly cached?: boolean;
}

/**
 * One generation of a search: genomes to prune plans, plans to cheap figures, and the mIoU of those candidates only
 * that meet the constraints which cheap figures decide.
 */
export async function generation(input: GenerationInput): Promise<readonly Outcome[]> {
  const { candidates, space, targets } = input;
  const title = `generation ${String(input.generation)}`;
  const genomes = candidates.map(({ genome }) => genome);
  const prepared = prepare(title, { ...space, genomes }, targets);
  return Promise.all(
    candidates.map(async ({ id, genome }, index) =>
      judge(input, `${title}, candidate ${String(id)}: evaluate`, {
        id,
        genome,
        ...(await prepared[index]),
      }),
    ),
  );
}

async function judge(
  input: GenerationInput,
  summary: string,
  candidate: Pick<Outcome, 'id' | 'genome' | 'plan' | 'metrics'>,
): Promise<Outcome> {
  const constraints = input.constraints.map(parseConstraint);
  const cheap = constraints.filter((constraint) => !constraint.metrics.includes('miou'));
  const early = totalViolation(cheap, candidate.metrics, input.baseline);
  if (early > 0) return { ...candidate, status: 'infeasible', violation: early };
  try {
    const { miou, cached } = await tensors().evaluate.executeWithOptions({ summary }, [
      { ...input.evaluate, plan: candidate.plan },
    ]);
    const judged = { ...candidate, metrics: { ...candidate.metrics, miou }, cached };
    const violation = totalViolation(constraints, judged.metrics, input.baseline);
    return violation > 0 ? { ...judged, status: 'infeasible', violation } : { ...judged, status: 'feasible' };
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    return { ...candidate, status: 'failed', reason: error.cause?.message ?? error.message };
  }
}

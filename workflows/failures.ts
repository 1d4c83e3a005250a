import { ActivityFailure, ApplicationFailure, isCancellation } from '@temporalio/workflow';
import type { Evaluation } from '../core/evolution/types.js';
import type { SearchSettings } from '../core/pipeline/document.js';

export type FailurePolicy = SearchSettings['onFailure'];

/** What became of an evaluation. */
export type Attempt<Answer> =
  { readonly answer: Answer } | { readonly code: string; readonly reason: string };

/**
 * Evaluates candidates side by side and gives what became of each, in order. By the policy `retry`, those that failed are
 * evaluated once more when all others are done. By `abort`, the first failure throws a non-retryable
 * `SEARCH_CANDIDATE_FAILED` with the candidate's code and reason; what is evaluated by then stays in the store.
 */
export async function attemptAll<Candidate extends { readonly id: number }, Answer>(
  policy: FailurePolicy | undefined,
  title: string,
  candidates: readonly Candidate[],
  evaluate: (candidate: Candidate) => Promise<Answer>,
): Promise<readonly Attempt<Answer>[]> {
  const tried = async (candidate: Candidate): Promise<Attempt<Answer>> => {
    const attempt = await attemptOf(evaluate(candidate));
    if (policy === 'abort' && !('answer' in attempt)) throw aborted(title, candidate.id, attempt);
    return attempt;
  };
  const first = await Promise.all(candidates.map(tried));
  if (policy !== 'retry') return first;
  return Promise.all(
    first.map((attempt, index) =>
      'answer' in attempt ? Promise.resolve(attempt) : tried(candidates[index]),
    ),
  );
}

/** Throws a non-retryable `SEARCH_TOO_MANY_FAILED` where more candidates failed than may. */
export function checkFailed(
  archive: readonly { readonly evaluation: Evaluation }[],
  maxFailed: number | undefined,
): void {
  const failed = archive.filter(({ evaluation }) => evaluation.status === 'failed').length;
  if (maxFailed === undefined || failed <= maxFailed) return;
  const reasons = archive.flatMap(({ evaluation }) =>
    evaluation.status === 'failed' ? [evaluation.reason] : [],
  );
  throw ApplicationFailure.nonRetryable(
    `${String(failed)} candidates of the search have failed; ${String(maxFailed)} may. The last: ${reasons.at(-1) ?? ''}`,
    'SEARCH_TOO_MANY_FAILED',
    { failed, maxFailed },
  );
}

async function attemptOf<Answer>(evaluation: Promise<Answer>): Promise<Attempt<Answer>> {
  try {
    return { answer: await evaluation };
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    const { cause } = error;
    return {
      code: cause instanceof ApplicationFailure ? (cause.type ?? 'UNKNOWN') : (cause?.name ?? 'UNKNOWN'),
      reason: cause?.message ?? error.message,
    };
  }
}

function aborted(
  title: string,
  candidate: number,
  { code, reason }: { readonly code: string; readonly reason: string },
): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `Candidate ${String(candidate)} of ${title} failed with ${code}: ${reason}`,
    'SEARCH_CANDIDATE_FAILED',
    { candidate, code, reason },
  );
}

import { ActivityFailure, ApplicationFailure, CancelledFailure, RetryState } from '@temporalio/common';
import { expect } from 'chai';
import { attemptAll, checkFailed, type FailurePolicy } from '../../workflows/failures.js';

const CANDIDATES = [{ id: 0 }, { id: 1 }, { id: 2 }];

function failure(code: string): ActivityFailure {
  const cause = ApplicationFailure.nonRetryable('the logits are not finite', code);
  return new ActivityFailure('evaluate', 'evaluate', '1', RetryState.NON_RETRYABLE_FAILURE, undefined, cause);
}

/** Evaluates by a table: how many times each candidate fails before it gives its id. */
function evaluator(failures: Readonly<Record<number, number>>) {
  const calls: number[] = [];
  const evaluate = ({ id }: { readonly id: number }): Promise<number> => {
    calls.push(id);
    const before = calls.filter((call) => call === id).length - 1;
    return before < (failures[id] ?? 0)
      ? Promise.reject(failure('EVALUATION_NOT_FINITE'))
      : Promise.resolve(id);
  };
  return { calls, evaluate };
}

const failed = { code: 'EVALUATION_NOT_FINITE', reason: 'the logits are not finite' };

describe('a candidate that fails', () => {
  it('is told with its reason, and the others with their answers', async () => {
    for (const policy of [undefined, 'penalise'] satisfies (FailurePolicy | undefined)[]) {
      const { calls, evaluate } = evaluator({ 1: 1 });
      const attempts = await attemptAll(policy, 'generation 1', CANDIDATES, evaluate);
      expect(attempts).to.deep.equal([{ answer: 0 }, failed, { answer: 2 }]);
      expect(calls).to.have.length(3);
    }
  });

  it('is evaluated once more by `retry`, and no other is', async () => {
    const { calls, evaluate } = evaluator({ 0: 2, 1: 1 });
    const attempts = await attemptAll('retry', 'generation 1', CANDIDATES, evaluate);
    expect(attempts).to.deep.equal([failed, { answer: 1 }, { answer: 2 }]);
    expect(calls).to.deep.equal([0, 1, 2, 0, 1]);
  });

  it('fails the search by `abort`', async () => {
    const { evaluate } = evaluator({ 1: 1 });
    const error: unknown = await attemptAll('abort', 'generation 1', CANDIDATES, evaluate).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(ApplicationFailure).and.to.include({
      type: 'SEARCH_CANDIDATE_FAILED',
      nonRetryable: true,
    });
  });

  it('is not one that was cancelled, nor one that meets a defect', async () => {
    for (const reason of [new CancelledFailure('cancelled'), new TypeError('a defect')]) {
      const error: unknown = await attemptAll('penalise', 'generation 1', CANDIDATES, () =>
        Promise.reject(reason),
      ).catch((caught: unknown) => caught);
      expect(error).to.equal(reason);
    }
  });

  it('is one of as many as may fail', () => {
    const archive = [
      { evaluation: { status: 'failed', reason: 'first' } },
      { evaluation: { status: 'feasible', objectives: [1] } },
      { evaluation: { status: 'failed', reason: 'second' } },
    ] as const;
    checkFailed(archive, undefined);
    checkFailed(archive, 2);
    expect(() => checkFailed(archive, 1))
      .to.throw(ApplicationFailure, '2 candidates of the search have failed; 1 may. The last: second')
      .that.has.property('type', 'SEARCH_TOO_MANY_FAILED');
  });
});

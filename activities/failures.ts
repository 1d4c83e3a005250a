import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { ApplicationFailure } from '@temporalio/common';
import { EspalierError } from '../core/errors.js';

/** A user's mistake fails at once, under its code; anything else is tried again as the workflow says. */
export class FailureInterceptor implements ActivityInboundCallsInterceptor {
  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    try {
      return await next(input);
    } catch (error) {
      if (!(error instanceof EspalierError)) throw error;
      const { code, hint, place } = error;
      throw ApplicationFailure.create({
        type: code,
        message: hint === undefined ? error.message : `${error.message} ${hint}`,
        nonRetryable: !PASSING.has(code),
        details: [{ hint, place }],
      });
    }
  }
}

/** Faults that another attempt may not meet. */
const PASSING: ReadonlySet<string> = new Set(['TENSOR_THREAD_DIED', 'STORE_FULL', 'OUTPUT_FULL']);

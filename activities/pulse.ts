import { Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import { BEAT_MS } from './progress.js';

/** Beats for activities that tell no progress of their own, so that the death of their worker is noticed soon. */
export class Pulse implements ActivityInboundCallsInterceptor {
  async execute(
    input: ActivityExecuteInput,
    next: Next<ActivityInboundCallsInterceptor, 'execute'>,
  ): Promise<unknown> {
    const context = Context.current();
    const timer = setInterval(() => {
      context.heartbeat();
    }, BEAT_MS);
    try {
      return await next(input);
    } finally {
      clearInterval(timer);
    }
  }
}

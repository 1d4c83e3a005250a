import { Context } from '@temporalio/activity';
import { EnvironmentError } from '../core/errors.js';
import type { NotifyRequest } from './messages.js';

/** How long somebody may take to answer. */
const ANSWER_WITHIN_MS = 10_000;

/** Answers that another attempt may not meet. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Posts JSON to a webhook. Throws an EnvironmentError `WEBHOOK_REFUSED` where it answers that it does not want it, and any
 * other error where it may want it later.
 */
export async function notify({ webhook, message }: NotifyRequest): Promise<{ status: number }> {
  const { cancellationSignal } = Context.current();
  const response = await fetch(webhook, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(message),
    signal: AbortSignal.any([cancellationSignal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
  });
  await response.body?.cancel();
  if (response.ok) return { status: response.status };
  const answer = `The webhook answers ${response.status} ${response.statusText}`.trimEnd();
  if (response.status >= 500 || PASSING.has(response.status)) throw new Error(`${answer}.`);
  throw new EnvironmentError('WEBHOOK_REFUSED', `${answer}.`, {
    hint: 'Check its address, and whether it takes JSON by POST.',
  });
}

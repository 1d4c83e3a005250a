import { ActivityFailure, isCancellation, workflowInfo } from '@temporalio/workflow';
import type { RunMessage } from '../activities/messages.js';
import type { Told } from '../core/notification/told.js';
import type { Plan } from '../core/pipeline/plan.js';
import { rootOf } from './failure.js';
import { messenger } from './proxies.js';
import type { StepResults } from './results.js';
import { isSearchOutput } from './values.js';

/** Runs a plan, and tells those whom the pipeline names how that ended. That nobody can be told fails nothing. */
export async function notifying<T extends { readonly steps: StepResults }>(
  plan: Plan,
  run: () => Promise<T>,
  shown: (told: Told) => void,
): Promise<T> {
  const output = await run().catch(async (error: unknown) => {
    // Whoever cancels a run knows.
    if (!isCancellation(error)) {
      await tell(plan, plan.onFailure?.webhook, { event: 'failure', failure: rootOf(error) }, shown);
    }
    throw error;
  });
  await tell(plan, plan.onSuccess?.webhook, { event: 'success', searches: searchesOf(output.steps) }, shown);
  return output;
}

async function tell(
  { name }: Plan,
  webhook: string | undefined,
  news: Pick<RunMessage, 'event' | 'failure' | 'searches'>,
  shown: (told: Told) => void,
): Promise<void> {
  if (webhook === undefined) return;
  const { workflowId, startTime } = workflowInfo();
  const [startedAt, endedAt] = [startTime.toISOString(), new Date().toISOString()];
  const message: RunMessage = { version: 1, pipeline: name, run: workflowId, startedAt, endedAt, ...news };
  const { event } = news;
  try {
    const summary = `tell of the ${event}`;
    await messenger.notify.executeWithOptions({ summary }, [{ webhook, message }]);
    shown({ event, webhook });
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    const { code, message: reason } = rootOf(error);
    shown({ event, webhook, failure: `${code} ${reason}` });
  }
}

function searchesOf(results: StepResults): RunMessage['searches'] {
  return Object.entries(results).flatMap(([step, { outputs }]) => {
    const output: object = outputs;
    if (!isSearchOutput(output)) return [];
    const { hypervolume, candidates } = output.front;
    return [{ step, hypervolume, front: candidates.length, evaluations: output.evaluations }];
  });
}

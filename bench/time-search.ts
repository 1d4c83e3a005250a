import { TASK_QUEUE } from '../cli/local.js';
import type { TestCluster } from '../test/cluster.js';
import type { pipeline } from '../workflows/pipeline.js';
import type { search } from '../workflows/search.js';

/** Runs a pipeline, and times its step `search` from the start of the search's workflow to the end of it. */
export async function timeSearch(
  { temporal: { client } }: TestCluster,
  workflowId: string,
  args: Parameters<typeof pipeline>,
): Promise<{ paid: number; ms: number }> {
  await client.workflow.execute<typeof pipeline>('pipeline', { taskQueue: TASK_QUEUE, workflowId, args });
  const handle = client.workflow.getHandle<typeof search>(`${workflowId}/search`);
  const { evaluations } = await handle.result();
  const { startTime, closeTime } = await handle.describe();
  if (closeTime === undefined) throw new Error('The search has not ended.');
  return { paid: evaluations.paid, ms: closeTime.getTime() - startTime.getTime() };
}

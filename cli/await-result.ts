import type { PipelineOutput } from '../workflows/pipeline.js';
import type { TemporalConnection } from '../runtime/temporal/connect.js';
import type { PipelineHandle } from './start-run.js';

/**
 * What a run gives in the end, unless one of `interruptions` throws first. Then nothing waits for the run any more: a
 * call that goes on would fail when its connection is closed.
 */
export async function resultUnless(
  { connection }: Pick<TemporalConnection, 'connection'>,
  handle: PipelineHandle,
  ...interruptions: readonly Promise<never>[]
): Promise<PipelineOutput> {
  const over = new AbortController();
  const result = connection.withAbortSignal(over.signal, () => handle.result());
  try {
    return await Promise.race([result, ...interruptions]);
  } finally {
    over.abort();
  }
}

import { patched } from '@temporalio/workflow';
import type { Prepared, PruneRequest, ScoreRequest } from '../activities/messages.js';
import { control, slowControl } from './proxies.js';

/** Genomes to prune plans with what is known of them without running them, in order. */
export async function prepare(
  title: string,
  request: PruneRequest,
  targets: ScoreRequest['targets'],
): Promise<readonly Prepared[]> {
  if (patched('pruned and scored in one')) {
    const summary = `${title}: prune and score`;
    return slowControl.pruneAndScore.executeWithOptions({ summary }, [{ ...request, targets }]);
  }
  const plans = await slowControl.prune.executeWithOptions({ summary: `${title}: prune` }, [request]);
  const scores = await control.score.executeWithOptions({ summary: `${title}: score` }, [
    { network: request.network, plans, targets },
  ]);
  return plans.map((plan, index) => ({ plan, metrics: scores[index] }));
}

import { patched } from '@temporalio/workflow';
import type { Prepared, PruneRequest, ScoreRequest } from '../activities/messages.js';
import { control, inTask, slowControl } from './proxies.js';

/** So many candidates come first: their evaluations start while the others are still prepared. */
const FIRST = 4;

/** Each genome, in order, to its prune plan and what is known of it without running it. */
export function prepare(
  title: string,
  request: PruneRequest,
  targets: ScoreRequest['targets'],
): readonly Promise<Prepared>[] {
  const { genomes } = request;
  if (!patched('prepared in two parts')) {
    const all = prepareOneByOne(title, request, targets);
    return genomes.map((_, index) => all.then((prepared) => prepared[index]));
  }
  const part = (start: number, end?: number) => ({ ...request, genomes: genomes.slice(start, end), targets });
  const summary = `${title}: prune and score`;
  const first = inTask.pruneAndScore.executeWithOptions({ summary }, [part(0, FIRST)]);
  const others =
    genomes.length > FIRST
      ? first.then(() => slowControl.pruneAndScore.executeWithOptions({ summary }, [part(FIRST)]))
      : first;
  return genomes.map((_, index) =>
    index < FIRST
      ? first.then((prepared) => prepared[index])
      : others.then((prepared) => prepared[index - FIRST]),
  );
}

/** As an earlier release did it, whose histories go on here. */
async function prepareOneByOne(
  title: string,
  request: PruneRequest,
  targets: ScoreRequest['targets'],
): Promise<readonly Prepared[]> {
  const plans = await slowControl.prune.executeWithOptions({ summary: `${title}: prune` }, [request]);
  const scores = await control.score.executeWithOptions({ summary: `${title}: score` }, [
    { network: request.network, plans, targets },
  ]);
  return plans.map((plan, index) => ({ plan, metrics: scores[index] }));
}

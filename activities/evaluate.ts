import { cachedEvaluation, cacheEvaluation, evaluationName } from './evaluation-cache.js';
import type { EvaluateAnswer, EvaluateHeartbeat, EvaluateRequest } from './messages.js';
import { readPruned } from './networks.js';
import { withHeartbeats } from './progress.js';
import type { Surroundings } from './surroundings.js';

/**
 * mIoU of a network on the validation split, after its batch-norm statistics are estimated anew where the settings
 * ask for it. A candidate is sliced in memory; nothing of it is written but the answer, which no run pays for again.
 */
export async function evaluate(
  surroundings: Surroundings,
  request: EvaluateRequest,
): Promise<EvaluateAnswer> {
  const name = await evaluationName(surroundings, request);
  const known = await cachedEvaluation(surroundings, name);
  if (known !== undefined) return { ...known, cached: true };
  const answer = await measure(surroundings, request);
  await cacheEvaluation(surroundings, name, answer);
  return answer;
}

async function measure(surroundings: Surroundings, request: EvaluateRequest): Promise<EvaluateAnswer> {
  const { network, weights } = await readPruned(surroundings.store, request.network, request.plan);
  const first: EvaluateHeartbeat = { kind: 'evaluate', label: request.label, done: 0, total: 0 };
  return withHeartbeats(first, async (report, signal) => {
    const result = await surroundings.tensors.runJob(
      {
        kind: 'evaluate',
        network,
        weights,
        dataset: request.dataset.spec,
        datasetSeed: request.run.seed,
        base: request.run.base ?? surroundings.baseFolder,
        settings: { ...request.settings, seed: request.seed },
      },
      { signal, onProgress: ({ done, total }) => report({ ...first, done, total }) },
    );
    return { miou: result.miou, perClassIou: result.perClassIou, images: result.images };
  });
}

import { checkClasses, iouByClass } from './class-iou.js';
import { cachedEvaluation, cacheEvaluation, evaluationName, type KeptAnswer } from './evaluation-cache.js';
import { keepPart, readPart } from './evaluation-part.js';
import type { EvaluateAnswer, EvaluateHeartbeat, EvaluateRequest } from './messages.js';
import { readArtifact, readPruned } from './networks.js';
import { withHeartbeats } from './progress.js';
import { openRunDataset, type Surroundings } from './surroundings.js';

/**
 * mIoU of a network on the validation split, after its batch-norm statistics are estimated anew where the settings
 * ask for it. A candidate is sliced in memory; nothing of it is written but the answer, which no run pays for again.
 *
 * Throws a DatasetError `UNKNOWN_CLASS` or `EVALUATION_CLASS_ABSENT` for a class that has no IoU.
 */
export async function evaluate(
  surroundings: Surroundings,
  request: EvaluateRequest,
): Promise<EvaluateAnswer> {
  const artifact = await readArtifact(surroundings.store, request.network);
  const dataset = await openRunDataset(surroundings, request.run, request.dataset.spec, artifact);
  const wanted = request.classes ?? [];
  checkClasses(wanted, request.dataset.name, dataset);
  const name = await evaluationName(artifact, dataset, request);
  const known = await cachedEvaluation(surroundings, name, request);
  const answer = known ?? (await measure(surroundings, request));
  if (known === undefined) await cacheEvaluation(surroundings, name, answer);
  return {
    ...answer,
    ...(known === undefined ? {} : { cached: true }),
    ...(wanted.length === 0 ? {} : { classIou: iouByClass(wanted, dataset, answer, request) }),
  };
}

async function measure(surroundings: Surroundings, request: EvaluateRequest): Promise<KeptAnswer> {
  const { store } = surroundings;
  const { network, weights } = await readPruned(store, request.network, request.plan);
  const known = request.known && (await readPart(store, request.known));
  const first: EvaluateHeartbeat = { kind: 'evaluate', label: request.label, done: 0, total: 0 };
  return withHeartbeats(first, async (report, signal) => {
    const { miou, perClassIou, images, part } = await surroundings.tensors.runJob(
      {
        kind: 'evaluate',
        network,
        weights,
        dataset: request.dataset.spec,
        datasetSeed: request.run.seed,
        base: request.run.base ?? surroundings.baseFolder,
        settings: { ...request.settings, seed: request.seed },
        known,
        isPart: request.estimate,
      },
      { signal, onProgress: ({ done, total }) => report({ ...first, done, total }) },
    );
    const kept = part && (await keepPart(store, part));
    return { miou, perClassIou, images, ...(kept === undefined ? {} : { part: kept }) };
  });
}

import type { BlobId } from '../runtime/store/store.js';
import { encodeSafetensors } from '../runtime/tensor/safetensors.js';
import type { EvaluateHeartbeat, SaliencyRequest } from './messages.js';
import { readNetwork } from './networks.js';
import { withHeartbeats } from './progress.js';
import type { Surroundings } from './surroundings.js';

/** Images of one training step; batch norm takes its statistics over them. */
const BATCH_SIZE = 16;

/** The gradients that the ranking `taylor` wants, on the training split; stored as safetensors. */
export async function saliency(
  surroundings: Surroundings,
  request: SaliencyRequest,
): Promise<{ gradients: BlobId }> {
  const { store, tensors, baseFolder } = surroundings;
  const { network, weights } = await readNetwork(store, request.network);
  const first: EvaluateHeartbeat = { kind: 'evaluate', label: request.label, done: 0, total: 0 };
  return withHeartbeats(first, async (report, signal) => {
    const { gradients } = await tensors.runJob(
      {
        kind: 'saliency',
        network,
        weights,
        dataset: request.dataset.spec,
        datasetSeed: request.run.seed,
        base: request.run.base ?? baseFolder,
        images: request.images,
        batchSize: BATCH_SIZE,
        seed: request.seed,
      },
      { signal, onProgress: ({ done, total }) => report({ ...first, done, total }) },
    );
    return { gradients: await store.put(encodeSafetensors(gradients)) };
  });
}

import type { Network } from '../../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Weights } from '../../../core/network/weights.js';
import { toInput } from './normalise.js';
import { type ReadingHooks, readBatches, type SampleSource } from './read-batches.js';
import { recalibrate, recalibrationBatch } from './recalibrate.js';

/** A network whose batch norms are to be recalibrated. */
export interface Recalibration extends SampleSource {
  readonly network: Network;
  readonly weights: Weights;
}

/**
 * Recalibrates batch norm on training images, by index; without any, the weights stay as they are. `report` is told how
 * many images are done. Throws `recalibrate`'s errors and `INPUT_SHAPE`.
 */
export async function recalibrateOn(
  job: Recalibration,
  indices: readonly number[],
  hooks: ReadingHooks = {},
  report?: (done: number) => void,
): Promise<Weights> {
  return indices.length === 0
    ? job.weights
    : recalibrate(job.network, job.weights, inputs(job, indices, hooks, report));
}

async function* inputs(
  job: Recalibration,
  indices: readonly number[],
  hooks: ReadingHooks,
  report?: (done: number) => void,
) {
  const { network } = job;
  const input = shapeOf(inferShapes(network), network.layers[0].name);
  let done = 0;
  for await (const batch of readBatches(job, hooks, 'train', indices, recalibrationBatch(network))) {
    yield toInput(batch, input, network.normalisation);
    done += batch.length;
    report?.(done);
  }
}

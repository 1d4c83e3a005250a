import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Dataset } from '../../datasets/dataset.js';
<<<<<<< HEAD
import { openDataset } from '../../datasets/open.js';
=======
import { openDataset, type OpenOptions } from '../../datasets/open.js';
>>>>>>> training
import { evaluate } from '../evaluation/evaluate.js';
import { train } from '../training/train.js';
import type { EvaluateJob, Handlers, TensorJob, TensorWork, TrainJob } from './jobs.js';

export const HANDLERS: Handlers<TensorJob, TensorWork> = {
<<<<<<< HEAD
  train: async (job, hooks) => train({ ...job, dataset: await datasetOf(job) }, hooks),
  evaluate: async (job, hooks) => {
    const { height, width } = inputSize(job);
    const datasetKey = JSON.stringify([job.dataset, job.datasetSeed, job.base, height, width]);
    return evaluate({ ...job, dataset: await datasetOf(job), datasetKey }, hooks);
=======
  train: async (job, hooks) => {
    const { dataset } = await open(job);
    return train({ ...job, dataset }, hooks);
>>>>>>> training
  },
  evaluate: async (job, hooks) => {
    const { dataset, key } = await open(job);
    return evaluate({ ...job, dataset, datasetKey: key }, hooks);
  },
};

<<<<<<< HEAD
function datasetOf(job: TensorJob): Promise<Dataset> {
  return openDataset(job.dataset, { ...inputSize(job), seed: job.datasetSeed, base: job.base });
}

function inputSize({ network }: TensorJob): { height: number; width: number } {
  const { height, width } = shapeOf(inferShapes(network), network.layers[0].name);
  return { height, width };
=======
/** Opens a job's dataset at the size of its network's input; `key` names what was opened. */
async function open(
  job: TrainJob | EvaluateJob,
): Promise<{ readonly dataset: Dataset; readonly key: string }> {
  const { height, width } = shapeOf(inferShapes(job.network), job.network.layers[0].name);
  const options: OpenOptions = { height, width, seed: job.datasetSeed, base: job.base };
  const dataset = await openDataset(job.dataset, options);
  return { dataset, key: JSON.stringify([job.dataset, options]) };
>>>>>>> training
}

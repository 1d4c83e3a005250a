import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Dataset } from '../../datasets/dataset.js';
import { openDataset } from '../../datasets/open.js';
import { evaluate } from '../evaluation/evaluate.js';
import { train } from '../training/train.js';
import type { Handlers, TensorJob, TensorWork } from './jobs.js';

export const HANDLERS: Handlers<TensorJob, TensorWork> = {
  train: async (job, hooks) => train({ ...job, dataset: await datasetOf(job) }, hooks),
  evaluate: async (job, hooks) => {
    const { height, width } = inputSize(job);
    const datasetKey = JSON.stringify([job.dataset, job.datasetSeed, job.base, height, width]);
    return evaluate({ ...job, dataset: await datasetOf(job), datasetKey }, hooks);
  },
};

function datasetOf(job: TensorJob): Promise<Dataset> {
  return openDataset(job.dataset, { ...inputSize(job), seed: job.datasetSeed, base: job.base });
}

function inputSize({ network }: TensorJob): { height: number; width: number } {
  const { height, width } = shapeOf(inferShapes(network), network.layers[0].name);
  return { height, width };
}

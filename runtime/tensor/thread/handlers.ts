import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import { openDataset } from '../../datasets/open.js';
import { train } from '../training/train.js';
import type { Handlers, TensorJob, TensorWork } from './jobs.js';

export const HANDLERS: Handlers<TensorJob, TensorWork> = {
  train: async (job, hooks) => {
    const { height, width } = shapeOf(inferShapes(job.network), job.network.layers[0].name);
    const dataset = await openDataset(job.dataset, { height, width, seed: job.datasetSeed, base: job.base });
    return train({ ...job, dataset }, hooks);
  },
};

import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Dataset } from '../../datasets/dataset.js';
import { openDataset, type OpenOptions } from '../../datasets/open.js';
import { timeNetwork } from '../../measuring/device.js';
import { chooseIndices } from '../evaluation/choose.js';
import { evaluate } from '../evaluation/evaluate.js';
import { predictSamples } from '../evaluation/predict-samples.js';
import { recalibrateOn } from '../evaluation/recalibrate-on.js';
import { saliency } from '../training/saliency.js';
import { train } from '../training/train.js';
import type { Handlers, MeasureJob, TensorJob, TensorWork, TrainJob } from './jobs.js';

export const HANDLERS: Handlers<TensorJob, TensorWork> = {
  train: async (job, hooks) => {
    const { dataset, key } = await open(job);
    const source = { ...job, dataset, datasetKey: key };
    const weights =
      job.resume === undefined
        ? await recalibrateOn(source, recalibrationOf(job, dataset), hooks)
        : job.weights;
    return train({ ...job, weights, dataset }, hooks);
  },
  evaluate: async (job, hooks) => {
    const { dataset, key } = await open(job);
    return evaluate({ ...job, dataset, datasetKey: key }, hooks);
  },
  saliency: async (job, hooks) => {
    const { dataset } = await open(job);
    return saliency({ ...job, dataset, settings: job }, hooks);
  },
  predict: async (job, hooks) => {
    const { dataset } = await open(job);
    return predictSamples({ ...job, dataset }, hooks);
  },
  measure: timeNetwork,
};

/** Training images for statistics to begin with, as many as asked for or as there are. */
function recalibrationOf(
  { recalibrationImages = 0, settings }: TrainJob,
  { train: { length } }: Dataset,
): number[] {
  return chooseIndices('recalibration', length, Math.min(recalibrationImages, length), settings.seed);
}

/** Opens a job's dataset at the size of its network's input; `key` names what was opened. */
async function open(
  job: Exclude<TensorJob, MeasureJob>,
): Promise<{ readonly dataset: Dataset; readonly key: string }> {
  const { height, width } = shapeOf(inferShapes(job.network), job.network.layers[0].name);
  const options: OpenOptions = { height, width, seed: job.datasetSeed, base: job.base };
  const dataset = await openDataset(job.dataset, options);
  return { dataset, key: JSON.stringify([job.dataset, options]) };
}

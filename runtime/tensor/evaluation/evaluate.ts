import { DatasetError, TensorError } from '../../../core/errors.js';
import { confusionRows, iou, miou, pixelAccuracy } from '../../../core/metrics/confusion.js';
import {
  addCells,
  imageCells,
  type ImageConfusions,
  joinImages,
  sumOfImages,
} from '../../../core/metrics/image-confusions.js';
import type { Network, Shape } from '../../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Weights } from '../../../core/network/weights.js';
import { type Dataset, IGNORE_LABEL } from '../../datasets/dataset.js';
import { chooseIndices } from './choose.js';
import { toInput } from './normalise.js';
import { withPredictor } from './predictor.js';
import { readBatches } from './read-batches.js';
import { recalibrateOn } from './recalibrate-on.js';
import type { SampleCache } from './sample-cache.js';

export interface EvaluationSettings {
  /** How many validation images count, drawn by seed. */
  readonly images: number | 'all';
  /** Images a run. Has no influence on the result. */
  readonly batchSize: number;
  /** Training images, drawn by seed, on which batch norm is recalibrated first; 0 to keep the statistics. */
  readonly recalibrationImages: number;
  /** Draws the images: the same one for all candidates that are to be compared. */
  readonly seed: number;
}

export interface EvaluationJob {
  readonly network: Network;
  readonly weights: Weights;
  readonly dataset: Dataset;
  /**
   * Names the dataset's content, its image size and seed included: decoded samples are kept in memory and found again
   * under it. Without a key nothing is kept.
   */
  readonly datasetKey?: string;
  readonly settings: EvaluationSettings;
  /**
   * What a job with the same network and settings but fewer images gave as `part`: its images are among the ones asked for
   * now, and are neither run again nor recalibrated on again. Has no influence on the result.
   */
  readonly known?: EvaluationPart;
  /** Give `part`, too. */
  readonly isPart?: boolean;
}

/** What an evaluation on more images goes on from. */
export interface EvaluationPart {
  readonly confusions: ImageConfusions;
  /** The weights that recalibration changed. */
  readonly statistics: Weights;
}

export interface EvaluationHooks {
  /** Called after each batch with the images done, those for recalibration included. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Ends the evaluation before its next batch, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Default: one for the process, of 512 MiB. */
  readonly cache?: SampleCache;
}

/** Plain JSON. IoU and accuracy are 0 … 1. */
export interface EvaluationResult {
  /** Over the classes that have an IoU. */
  readonly miou: number;
  /** Null for a class in no true and no predicted pixel. */
  readonly perClassIou: readonly (number | null)[];
  readonly pixelAccuracy: number;
  /** Pixels, a row a true class, a column a predicted one. */
  readonly confusion: readonly (readonly number[])[];
  readonly images: number;
  /** Where it was asked for. */
  readonly part?: EvaluationPart;
}

/**
 * Judges a network on the validation split: recalibrates batch norm on training images, folds it, runs the ONNX model
 * in onnxruntime on one thread, and counts pixels into a confusion matrix. The same job gives the same result.
 *
 * Throws a TensorError `EVALUATION_BAD_VALUE`, `EVALUATION_CLASSES`, `INPUT_SHAPE` or `EVALUATION_NOT_FINITE`, a
 * DatasetError `EVALUATION_NO_PIXELS` or `EVALUATION_LABELS`, and `checkWeights`'s errors.
 */
export async function evaluate(job: EvaluationJob, hooks: EvaluationHooks = {}): Promise<EvaluationResult> {
  const { network, dataset, settings } = job;
  const { classes, input } = readSizes(network, dataset);
  const plan = planReading(dataset, settings);
  const known = job.known?.confusions ?? { version: 1, classes: dataset.classes, indices: [], cells: [] };
  const wanted = imagesBeside(plan.validation, known);
  const recalibration = job.known === undefined ? plan.recalibration.length : 0;
  const total = recalibration + wanted.length;
  const report = (done: number): void => hooks.onProgress?.({ done, total });

  const weights =
    job.known === undefined
      ? await recalibrateOn(job, plan.recalibration, hooks, report)
      : new Map([...job.weights, ...job.known.statistics]);
  const confusion = sumOfImages(known);
  const cells: number[][] = [];
  await withPredictor(network, weights, async (predict) => {
    let done = recalibration;
    for await (const batch of readBatches(job, hooks, 'validation', wanted, settings.batchSize)) {
      const predicted = await predict(toInput(batch, input, network.normalisation));
      batch.forEach(({ labels }, i) => {
        checkLabels(labels, dataset);
        const pixels = predicted.subarray(i * labels.length, (i + 1) * labels.length);
        const image = imageCells(classes, labels, pixels, IGNORE_LABEL);
        addCells(confusion, image);
        if (job.isPart === true) cells.push(image);
      });
      done += batch.length;
      report(done);
    }
  });
  const [mean, accuracy] = [miou(confusion), pixelAccuracy(confusion)];
  if (mean === null || accuracy === null) throw noPixels();
  return {
    miou: mean,
    perClassIou: iou(confusion),
    pixelAccuracy: accuracy,
    confusion: confusionRows(confusion),
    images: plan.validation.length,
    ...(job.isPart === true
      ? {
          part: {
            confusions: joinImages(known, { ...known, indices: wanted, cells }),
            statistics: changed(job.weights, weights),
          },
        }
      : {}),
  };
}

function changed(before: Weights, after: Weights): Weights {
  return new Map([...after].filter(([name, tensor]) => before.get(name) !== tensor));
}

/** The images that are not known yet. Throws a plain Error where one is known that is not wanted: a defect. */
function imagesBeside(wanted: readonly number[], { indices }: ImageConfusions): readonly number[] {
  const known = new Set(indices);
  const rest = wanted.filter((index) => !known.has(index));
  if (rest.length + known.size !== wanted.length)
    throw new Error('Known images are not among those to judge.');
  return rest;
}

function readSizes(network: Network, dataset: Dataset): { readonly classes: number; readonly input: Shape } {
  const shapes = inferShapes(network);
  const input = shapeOf(shapes, network.layers[0].name);
  const output = shapeOf(shapes, network.output);
  const classes = dataset.classes.length;
  if (output.channels !== classes || output.height !== input.height || output.width !== input.width) {
    throw new TensorError(
      'EVALUATION_CLASSES',
      `The network gives ${output.channels} classes at ${output.width}x${output.height} pixels; the dataset has ${classes}, and images are ${input.width}x${input.height}.`,
      { hint: 'Build the network for the classes of the dataset, with logits as large as its input.' },
    );
  }
  return { classes, input };
}

function planReading({ train, validation }: Dataset, settings: EvaluationSettings) {
  const { batchSize, seed } = settings;
  const images = settings.images === 'all' ? validation.length : settings.images;
  if (!Number.isInteger(batchSize) || batchSize < 1) throw badValue('batchSize', batchSize);
  if (images < 1) throw badValue('images', images);
  return {
    recalibration: chooseIndices('recalibration', train.length, settings.recalibrationImages, seed),
    validation: chooseIndices('validation', validation.length, images, seed),
  };
}

function checkLabels(labels: Uint8Array, { classes }: Dataset): void {
  const wrong = labels.find((label) => label >= classes.length && label !== IGNORE_LABEL);
  if (wrong === undefined) return;
  throw new DatasetError(
    'EVALUATION_LABELS',
    `A pixel is labelled ${wrong}; there are ${classes.length} classes.`,
    {
      hint: `Labels are class indices, or ${IGNORE_LABEL} for pixels that do not count.`,
    },
  );
}

function badValue(key: string, value: number): TensorError {
  return new TensorError('EVALUATION_BAD_VALUE', `An evaluation's ${key} is ${value}.`, {
    hint: 'Give a whole number of at least 1.',
  });
}

function noPixels(): DatasetError {
  return new DatasetError('EVALUATION_NO_PIXELS', 'Every pixel of the validation images is to be ignored.', {
    hint: 'Check the labels, or evaluate on more images.',
  });
}

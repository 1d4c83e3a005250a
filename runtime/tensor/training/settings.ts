import { TensorError } from '../../../core/errors.js';
import type { Network } from '../../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Dataset } from '../../datasets/dataset.js';
import { classesOf } from './loss.js';
import type { TrainingJob, TrainingSettings } from './job.js';

/**
 * Checks that a job can be trained; gives the number of classes.
 *
 * Throws a TensorError `TRAINING_SETTINGS` or `TRAINING_NO_SAMPLES`.
 */
export function checkTraining({ network, dataset, settings }: TrainingJob): number {
  checkNumbers(settings);
  const classes = checkDataset(network, dataset);
  checkClassWeights(settings.classWeights, classes);
  return classes;
}

/** Checks that a network can be judged on a dataset's train split, and gives its classes; throws the same errors. */
export function checkDataset(network: Network, dataset: Dataset): number {
  const shapes = inferShapes(network);
  const output = shapeOf(shapes, network.output);
  const input = shapeOf(shapes, network.layers[0].name);
  if (input.channels !== 3) {
    throw new TensorError(
      'TRAINING_SETTINGS',
      `The network takes ${input.channels} channels; images have 3.`,
    );
  }
  if (output.height !== input.height || output.width !== input.width) {
    throw new TensorError(
      'TRAINING_SETTINGS',
      `The network gives ${output.height}x${output.width} scores for images of ${input.height}x${input.width}.`,
      { hint: 'End the network with a resize to the size of its input.' },
    );
  }
  const classes = classesOf(output.channels);
  if (classes !== dataset.classes.length) {
    throw new TensorError(
      'TRAINING_SETTINGS',
      `The network tells ${classes} classes apart; the dataset has ${dataset.classes.length}.`,
      { hint: 'Build the network for the classes of its dataset.' },
    );
  }
  if (dataset.train.length === 0) {
    throw new TensorError('TRAINING_NO_SAMPLES', 'The train split of the dataset is empty.');
  }
  return classes;
}

function checkNumbers(settings: TrainingSettings): void {
  const { epochs, batchSize, learningRate, momentum = 0, weightDecay = 0 } = settings;
  checkCounts({ epochs, batchSize });
  const wanted: readonly [name: string, value: number, ok: boolean, hint: string][] = [
    ['learningRate', learningRate, Number.isFinite(learningRate) && learningRate > 0, 'a number above 0'],
    ['momentum', momentum, momentum >= 0 && momentum < 1, 'a number from 0 to below 1'],
    ['weightDecay', weightDecay, Number.isFinite(weightDecay) && weightDecay >= 0, 'a number of at least 0'],
  ];
  for (const [name, value, ok, hint] of wanted) {
    if (!ok) throw new TensorError('TRAINING_SETTINGS', `${name} is ${value}.`, { hint: `Give ${hint}.` });
  }
}

/** Throws a TensorError `TRAINING_SETTINGS` unless every value is a whole number of at least 1. */
export function checkCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new TensorError('TRAINING_SETTINGS', `${name} is ${value}.`, {
      hint: 'Give a whole number of at least 1.',
    });
  }
}

function checkClassWeights(weights: readonly number[] | undefined, classes: number): void {
  if (weights === undefined) return;
  if (weights.length !== classes || !weights.every((weight) => Number.isFinite(weight) && weight >= 0)) {
    throw new TensorError(
      'TRAINING_SETTINGS',
      `classWeights are [${weights.join(', ')}] for ${classes} classes.`,
      {
        hint: 'Give one number of at least 0 a class.',
      },
    );
  }
}

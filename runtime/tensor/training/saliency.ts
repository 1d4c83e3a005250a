import { setImmediate } from 'node:timers/promises';
import { TensorError } from '../../../core/errors.js';
import type { Network } from '../../../core/network/layer.js';
import { parameterShapes } from '../../../core/network/parameters.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Weights } from '../../../core/network/weights.js';
import type { Dataset } from '../../datasets/dataset.js';
import { FLOAT_T } from './attributes.js';
import { BatchReader, imagesPerStep } from './batches.js';
import { crossEntropy, makeTargets } from './loss.js';
import { TrainingModel } from './model.js';
import { inScope, Scope, type NativeTensor } from './native.js';
import { trainableParameters, unflatten } from './parameters.js';
import { checkCounts, checkDataset } from './settings.js';

export interface SaliencySettings {
  /** How many training images count at most, drawn by seed; whole batches of them, at least one. */
  readonly images: number;
  readonly batchSize: number;
  readonly seed: number;
}

export interface SaliencyWork {
  readonly network: Network;
  readonly weights: Weights;
  readonly dataset: Dataset;
  readonly settings: SaliencySettings;
}

export interface SaliencyHooks {
  /** Called after each batch with the images done. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** Ends the work between two batches, with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface SaliencyResult {
  /**
   * The mean over the batches, for every trainable parameter by its name, in the layout of the weights; 0 where the
   * logits do not depend on it.
   */
  readonly gradients: Weights;
  /** Images that the gradients are of. */
  readonly images: number;
}

/**
 * The gradient of the training loss with respect to every trainable parameter, the mean over a number of batches of the
 * train split, as they are: without augmentation. Batch norms use their batch's statistics, as in training. What
 * first-order Taylor expansion wants (Molchanov et al. 2019, Importance Estimation for Neural Network Pruning, equation
 * 8). The same work gives the same result.
 *
 * Throws a TensorError `TRAINING_SETTINGS`, `TRAINING_NO_SAMPLES`, `SALIENCY_NOT_FINITE`, `LAYER_NOT_TRAINABLE`,
 * `SAMPLE_SIZE` or `LABEL_OUT_OF_RANGE`; `checkWeights`'s errors; the dataset's own errors; the signal's reason.
 */
export async function saliency(work: SaliencyWork, hooks: SaliencyHooks = {}): Promise<SaliencyResult> {
  const { network, weights, dataset, settings } = work;
  checkCounts({ images: settings.images, batchSize: settings.batchSize });
  const classes = checkDataset(network, dataset);
  const size = shapeOf(inferShapes(network), network.layers[0].name);
  const batchSize = imagesPerStep(dataset.train, Math.min(settings.batchSize, settings.images));
  const batches = Math.floor(Math.min(settings.images, dataset.train.length) / batchSize);
  const reader = new BatchReader(
    dataset.train,
    { batchSize, seed: settings.seed },
    size,
    network.normalisation,
  );
  const model = new TrainingModel(network, weights, batchSize);
  const sum = new Sum();
  try {
    for (let batch = 0; batch < batches; batch++) {
      const { images, labels } = await reader.read(batch);
      await setImmediate();
      hooks.signal?.throwIfAborted();
      inScope((scope) => {
        const pass = model.forward(scope, scope.floats(images, model.inputShape));
        const loss = crossEntropy(scope, pass.logits, makeTargets(labels, classes));
        if (!Number.isFinite(loss.value)) throw notFinite(`The loss is ${loss.value}`, batch);
        sum.add(pass.backward(loss.gradient), scope);
      });
      hooks.onProgress?.({ done: (batch + 1) * batchSize, total: batches * batchSize });
    }
    const mean = sum.values().map((value) => value / batches);
    if (!mean.every(Number.isFinite)) throw notFinite('The gradient is not finite', batches - 1);
    const gradients = withZeros(network, unflatten(model.layout, mean));
    return { gradients, images: batches * batchSize };
  } finally {
    sum.close();
    model.close();
  }
}

/** With gradient 0 for the parameters of layers that the logits do not depend on, in the order of the weights. */
function withZeros(network: Network, gradients: Weights): Weights {
  const shapes = parameterShapes(network);
  const trainable = new Set(network.layers.flatMap(trainableParameters));
  const names = [...shapes].filter(([name]) => trainable.has(name));
  return new Map(
    names.map(([name, shape]) => {
      const size = shape.reduce((product, length) => product * length, 1);
      return [name, gradients.get(name) ?? { shape, data: new Float32Array(size) }];
    }),
  );
}

/** A running sum of vectors in TensorFlow. */
class Sum {
  private readonly owned = new Scope();
  private total: NativeTensor | undefined;

  /** Adds a vector that `scope` owns, and takes it over. */
  add(vector: NativeTensor, scope: Scope): void {
    const before = this.total;
    this.total =
      before === undefined
        ? scope.move(vector, this.owned)
        : this.owned.run('AddV2', FLOAT_T, [before, vector]);
    if (before !== undefined) this.owned.free(before);
  }

  values(): Float32Array {
    return this.total === undefined ? new Float32Array() : this.owned.read(this.total);
  }

  close(): void {
    this.owned.close();
  }
}

function notFinite(what: string, batch: number): TensorError {
  return new TensorError('SALIENCY_NOT_FINITE', `${what} in batch ${batch + 1}.`, {
    hint: 'Check that the weights are finite and moderate.',
  });
}

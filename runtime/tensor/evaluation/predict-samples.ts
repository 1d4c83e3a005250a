import type { Network } from '../../../core/network/layer.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import type { Weights } from '../../../core/network/weights.js';
import type { Dataset } from '../../datasets/dataset.js';
import { chooseIndices } from './choose.js';
import { toInput } from './normalise.js';
import { withPredictor } from './predictor.js';
import { readBatches } from './read-batches.js';
import { recalibrateOn } from './recalibrate-on.js';

export interface PredictSettings {
  /** How many validation images, drawn by seed: as many as there are at the most. */
  readonly images: number;
  /** Training images on which batch norm is recalibrated first: as many as there are at the most. */
  readonly recalibrationImages: number;
  /** Draws the images. */
  readonly seed: number;
}

export interface PredictWork {
  readonly network: Network;
  readonly weights: Weights;
  readonly dataset: Dataset;
  readonly settings: PredictSettings;
}

/** A validation image with its labels and what a network says of it; a byte a pixel, the image three. */
export interface PredictedSample {
  readonly index: number;
  readonly width: number;
  readonly height: number;
  readonly image: Uint8Array;
  readonly labels: Uint8Array;
  readonly predicted: Uint8Array;
}

export interface PredictHooks {
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
}

/** What a network predicts on a few validation images. Throws what `evaluate` throws of its network and weights. */
export async function predictSamples(
  { network, weights, dataset, settings }: PredictWork,
  hooks: PredictHooks = {},
): Promise<readonly PredictedSample[]> {
  const { train, validation } = dataset;
  const { seed } = settings;
  const count = Math.min(settings.recalibrationImages, train.length);
  const recalibration = chooseIndices('recalibration', train.length, count, seed);
  const indices = chooseIndices(
    'samples',
    validation.length,
    Math.min(settings.images, validation.length),
    seed,
  );
  const source = { network, weights, dataset };
  const ready = await recalibrateOn(source, recalibration, hooks);
  const input = shapeOf(inferShapes(network), network.layers[0].name);
  const found: PredictedSample[] = [];
  await withPredictor(network, ready, async (predict) => {
    for await (const [sample] of readBatches(source, hooks, 'validation', indices, 1)) {
      const predicted = await predict(toInput([sample], input, network.normalisation));
      found.push({ index: indices[found.length], ...sample, predicted });
      hooks.onProgress?.({ done: found.length, total: indices.length });
    }
  });
  return found;
}

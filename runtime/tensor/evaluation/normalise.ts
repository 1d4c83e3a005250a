import { TensorError } from '../../../core/errors.js';
import type { Normalisation, Shape } from '../../../core/network/layer.js';
import type { Sample } from '../../datasets/dataset.js';
import { normalisationTables } from '../../datasets/normalisation.js';
import type { FloatTensor } from './session.js';

/**
 * Samples as a network's input: normalised, by default as for ImageNet, [N, 3, height, width].
 *
 * Throws a TensorError `INPUT_SHAPE` where a sample is not of the network's input size, or the input is not RGB.
 */
export function toInput(
  samples: readonly Sample[],
  input: Shape,
  normalisation?: Normalisation,
): FloatTensor {
  const { channels, height, width } = input;
  const tables = normalisationTables(normalisation);
  if (channels !== tables.length) {
    throw new TensorError('INPUT_SHAPE', `The network reads ${channels} channels; images have 3.`, {
      hint: 'Use a network whose input is an RGB image.',
    });
  }
  const plane = height * width;
  const data = new Float32Array(samples.length * channels * plane);
  samples.forEach((sample, n) => {
    checkSize(sample, input);
    for (let channel = 0; channel < channels; channel++) {
      const table = tables[channel];
      const start = (n * channels + channel) * plane;
      for (let pixel = 0; pixel < plane; pixel++) {
        data[start + pixel] = table[sample.image[pixel * channels + channel]];
      }
    }
  });
  return { shape: [samples.length, channels, height, width], data };
}

function checkSize(sample: Sample, { height, width }: Shape): void {
  if (sample.width !== width || sample.height !== height) {
    throw new TensorError(
      'INPUT_SHAPE',
      `An image is ${sample.width}x${sample.height} pixels; the network reads ${width}x${height}.`,
      { hint: 'Open the dataset for the size of the network.' },
    );
  }
}

import { TensorError } from '../../../core/errors.js';
import type { Normalisation } from '../../../core/network/layer.js';
import { deriveSeed, Random } from '../../../core/random.js';
import { augment } from '../../datasets/augment.js';
import type { Sample, Split } from '../../datasets/dataset.js';
import { normalisationTables } from '../../datasets/normalisation.js';
import type { TrainingSettings } from './job.js';

/** Images and labels of one step. */
export interface Batch {
  /** Normalised, [batch, height, width, 3]. */
  readonly images: Float32Array;
  /** [batch, height, width] */
  readonly labels: Uint8Array;
}

/** What decides which samples a step sees, and how changed. */
export type BatchSettings = Pick<TrainingSettings, 'batchSize' | 'augmentation' | 'seed'>;

/** Height and width of a network's input. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** How many images make a step: the batch size, or the whole split if that is smaller. */
export function imagesPerStep(split: Split, batchSize: number): number {
  return Math.min(batchSize, split.length);
}

export function stepsPerEpoch(split: Split, batchSize: number): number {
  return Math.floor(split.length / imagesPerStep(split, batchSize));
}

/**
 * Reads batches by the number of their step. What a step sees depends on the settings' seed and its number alone: the
 * order of an epoch is a shuffle of its own seed, and so are the changes to each sample.
 */
export class BatchReader {
  private readonly split: Split;
  private readonly settings: BatchSettings;
  private readonly size: ImageSize;
  private readonly tables: readonly Float32Array[];
  private order: { readonly epoch: number; readonly indices: readonly number[] } | undefined;

  /** Normalises as for ImageNet, where nothing else is given. */
  constructor(split: Split, settings: BatchSettings, size: ImageSize, normalisation?: Normalisation) {
    this.split = split;
    this.tables = normalisationTables(normalisation);
    this.settings = settings;
    this.size = size;
  }

  /** Throws a TensorError `SAMPLE_SIZE`, and what the split throws. */
  async read(step: number): Promise<Batch> {
    const steps = stepsPerEpoch(this.split, this.settings.batchSize);
    const count = imagesPerStep(this.split, this.settings.batchSize);
    const epoch = Math.floor(step / steps);
    const first = (step % steps) * count;
    const indices = this.orderOf(epoch).slice(first, first + count);
    const samples = await Promise.all(indices.map((index) => this.sample(index, epoch)));
    return pack(samples, this.size, this.tables);
  }

  private async sample(index: number, epoch: number): Promise<Sample> {
    const { augmentation, seed } = this.settings;
    const sample = await this.split.read(index, epoch);
    if (augmentation === undefined) return sample;
    return augment(sample, augmentation, Random.fromSeed(deriveSeed(seed, 'augment', epoch, index)));
  }

  private orderOf(epoch: number): readonly number[] {
    if (this.order?.epoch !== epoch) {
      const indices = Array.from({ length: this.split.length }, (_, index) => index);
      const random = Random.fromSeed(deriveSeed(this.settings.seed, 'epoch', epoch));
      this.order = { epoch, indices: random.shuffle(indices) };
    }
    return this.order.indices;
  }
}

function pack(
  samples: readonly Sample[],
  { height, width }: ImageSize,
  [red, green, blue]: readonly Float32Array[],
): Batch {
  const pixels = height * width;
  const images = new Float32Array(samples.length * pixels * 3);
  const labels = new Uint8Array(samples.length * pixels);
  samples.forEach((sample, position) => {
    if (sample.height !== height || sample.width !== width) {
      throw new TensorError(
        'SAMPLE_SIZE',
        `A sample is ${sample.height}x${sample.width}; the network takes ${height}x${width}.`,
        { hint: "Open the dataset with the network's input size." },
      );
    }
    labels.set(sample.labels, position * pixels);
    const { image } = sample;
    const start = position * pixels * 3;
    for (let at = 0; at < pixels * 3; at += 3) {
      images[start + at] = red[image[at]];
      images[start + at + 1] = green[image[at + 1]];
      images[start + at + 2] = blue[image[at + 2]];
    }
  });
  return { images, labels };
}

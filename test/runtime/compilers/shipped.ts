import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildArchitecture } from '../../../core/network/architectures/index.js';
import type { Network } from '../../../core/network/layer.js';
import type { Weights } from '../../../core/network/weights.js';
import type { Sample } from '../../../runtime/datasets/dataset.js';
import { openDigits } from '../../../runtime/datasets/digits.js';
import { projectRoot } from '../../../runtime/project.js';
import { decodeSafetensors } from '../../../runtime/tensor/safetensors.js';

const INPUT = { height: 64, width: 64 };

export interface Shipped {
  readonly network: Network;
  readonly weights: Weights;
  readonly classes: number;
  readonly training: readonly Sample[];
  readonly validation: readonly Sample[];
}

/** The network of the quickstart with the weights that ship, and some images of its dataset. */
export async function shippedNetwork(training: number, validation: number): Promise<Shipped> {
  const spec = { kind: 'digits', train: training, validation } as const;
  const dataset = await openDigits(spec, { ...INPUT, seed: 7 });
  const classes = dataset.classes.length;
  const network = buildArchitecture(
    { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.25, outputStride: 16, input: INPUT },
    classes,
  );
  const file = await readFile(join(projectRoot, 'pipelines/weights/deeplab-digits.safetensors'));
  const read = (split: 'train' | 'validation', count: number): Promise<Sample[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => dataset[split].read(index)));
  return {
    network,
    weights: decodeSafetensors(file).weights,
    classes,
    training: await read('train', training),
    validation: await read('validation', validation),
  };
}

/** What a promise is rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

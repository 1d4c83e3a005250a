import { expect } from 'chai';
import { setImmediate as turn } from 'node:timers/promises';
import { buildArchitecture } from '../../../../core/network/architectures/index.js';
import type { Network } from '../../../../core/network/layer.js';
import type { Tensor, Weights } from '../../../../core/network/weights.js';
import type { Dataset, Sample, Split } from '../../../../runtime/datasets/dataset.js';
import { openDigits } from '../../../../runtime/datasets/digits.js';
import {
  evaluate,
  type EvaluationJob,
  type EvaluationSettings,
} from '../../../../runtime/tensor/evaluation/evaluate.js';
import { SampleCache } from '../../../../runtime/tensor/evaluation/sample-cache.js';
import { randomWeights } from '../../../core/network/random-networks.js';

/** Tells bright red pixels (class 1) from others (class 0); class 2 is never predicted. */
const REDNESS: Network = {
  layers: [
    { name: 'image', kind: 'input', inputs: [], channels: 3, height: 2, width: 2 },
    {
      name: 'classifier',
      kind: 'conv',
      inputs: ['image'],
      outChannels: 3,
      kernel: [1, 1],
      stride: [1, 1],
      dilation: [1, 1],
      padding: { top: 0, left: 0, bottom: 0, right: 0 },
      groups: 1,
      bias: true,
    },
  ],
  output: 'classifier',
};
const tensor = (shape: number[], ...values: number[]): Tensor => ({ shape, data: Float32Array.from(values) });
const REDNESS_WEIGHTS: Weights = new Map([
  ['classifier.weight', tensor([3, 3, 1, 1], -1, 0, 0, 1, 0, 0, 0, 0, 0)],
  ['classifier.bias', tensor([3], 0, 0, -9)],
]);

const sample = (red: number[], labels: number[]): Sample => ({
  width: 2,
  height: 2,
  image: Uint8Array.from(red.flatMap((value) => [value, 90, 20])),
  labels: Uint8Array.from(labels),
});
const splitOf = (...samples: Sample[]): Split => ({
  length: samples.length,
  read: async (index) => samples[index],
});
const VALIDATION = [
  sample([255, 255, 0, 0], [1, 0, 0, 255]),
  sample([255, 0, 0, 0], [1, 1, 2, 0]),
  sample([255, 255, 255, 0], [255, 1, 2, 0]),
];
const DATASET: Dataset = {
  classes: ['other', 'red', 'unseen'],
  train: splitOf(...VALIDATION),
  validation: splitOf(...VALIDATION),
};
const SETTINGS: EvaluationSettings = { images: 'all', batchSize: 2, recalibrationImages: 0, seed: 1 };
const JOB: EvaluationJob = {
  network: REDNESS,
  weights: REDNESS_WEIGHTS,
  dataset: DATASET,
  settings: SETTINGS,
};
const withSettings = (settings: Partial<EvaluationSettings>): EvaluationJob => ({
  ...JOB,
  settings: { ...SETTINGS, ...settings },
});

async function codeOf(job: EvaluationJob): Promise<unknown> {
  const error: unknown = await evaluate(job).catch((reason: unknown) => reason);
  return error instanceof Error && 'code' in error ? error.code : error;
}

async function digitsJob(): Promise<EvaluationJob> {
  const dataset = await openDigits(
    { kind: 'digits', train: 12, validation: 7 },
    { height: 32, width: 32, seed: 3 },
  );
  const input = { height: 32, width: 32 };
  const network = buildArchitecture(
    { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.125, input },
    11,
  );
  const settings = { images: 5, batchSize: 2, recalibrationImages: 8, seed: 4 };
  return { network, weights: randomWeights(network, 6), dataset, settings };
}

describe('evaluate', () => {
  it('counts the confusion matrix that a hand counts', async () => {
    const result = await evaluate(JOB);
    expect(result.confusion).to.deep.equal([
      [3, 1, 0],
      [1, 3, 0],
      [1, 1, 0],
    ]);
    expect(result.perClassIou).to.deep.equal([3 / 6, 3 / 6, 0]);
    expect(result.miou).to.be.closeTo(1 / 3, 1e-15);
    expect(result.pixelAccuracy).to.equal(6 / 10);
    expect(result.images).to.equal(3);
  });

  it('leaves a class without pixels out of the mean', async () => {
    const dataset = { ...DATASET, validation: splitOf(VALIDATION[0]) };
    const result = await evaluate({ ...JOB, dataset });
    expect(result.perClassIou).to.deep.equal([1 / 2, 1 / 2, null]);
    expect(result.miou).to.equal(1 / 2);
  });

  it('gives the same result twice, and with any batch size', async () => {
    const job = await digitsJob();
    const first = await evaluate(job);
    expect(await evaluate(job)).to.deep.equal(first);
    for (const batchSize of [1, 5, 64]) {
      const settings = { ...job.settings, batchSize };
      expect(await evaluate({ ...job, settings }), `batches of ${batchSize}`).to.deep.equal(first);
    }
    expect(first.confusion.flat().reduce((a, b) => a + b)).to.equal(5 * 32 * 32);
  });

  it('goes on from a part to the very same result, and runs and recalibrates on nothing twice', async () => {
    const job = await digitsJob();
    const { part } = await evaluate({ ...job, settings: { ...job.settings, images: 2 }, isPart: true });
    const progress: string[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) =>
      progress.push(`${done}/${total}`);
    expect(part?.confusions.indices).to.have.length(2);
    expect(await evaluate({ ...job, known: part }, { onProgress })).to.deep.equal(await evaluate(job));
    expect(progress.at(-1)).to.equal('3/3');
  });

  it('judges other images with another seed, and other statistics without recalibration', async () => {
    const job = await digitsJob();
    const first = await evaluate(job);
    for (const change of [{ seed: 5 }, { recalibrationImages: 0 }]) {
      const settings = { ...job.settings, ...change };
      expect((await evaluate({ ...job, settings })).confusion).not.to.deep.equal(first.confusion);
    }
  });

  it('reads each image once for all jobs of a dataset key', async () => {
    const job = await digitsJob();
    const reads: string[] = [];
    const watch = (name: string, split: Split): Split => ({
      ...split,
      read: (index) => {
        reads.push(`${name} ${index}`);
        return split.read(index);
      },
    });
    const { classes, train, validation } = job.dataset;
    const dataset = { classes, train: watch('train', train), validation: watch('validation', validation) };
    const cache = new SampleCache(1 << 20);
    const fresh = await evaluate({ ...job, dataset, datasetKey: 'digits' }, { cache });
    expect(reads).to.have.length(8 + 5);
    expect(await evaluate({ ...job, dataset, datasetKey: 'digits' }, { cache })).to.deep.equal(fresh);
    expect(reads).to.have.length(8 + 5);
    await evaluate({ ...job, dataset }, { cache });
    expect(reads).to.have.length(2 * (8 + 5));
  });

  it('reports images, recalibration first, and lets the event loop turn between batches', async () => {
    const job = await digitsJob();
    const progress: string[] = [];
    let turns = 0;
    const finished = new AbortController();
    const count = async (): Promise<void> => {
      for (; !finished.signal.aborted; turns++) await turn();
    };
    const counting = count();
    await evaluate(job, { onProgress: ({ done, total }) => progress.push(`${done}/${total}`) });
    finished.abort();
    await counting;
    expect(progress).to.deep.equal(['8/13', '10/13', '12/13', '13/13']);
    expect(turns).to.be.above(3);
  });

  it('stops before the next batch when its signal says so', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const onProgress = ({ done }: { done: number }): void => {
      seen.push(done);
      controller.abort(new Error('enough'));
    };
    const error: unknown = await evaluate(JOB, { onProgress, signal: controller.signal }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.have.property('message', 'enough');
    expect(seen).to.deep.equal([2]);
  });

  it('refuses counts that make no evaluation', async () => {
    for (const settings of [
      { images: 4 },
      { images: 0 },
      { images: 1.5 },
      { batchSize: 0 },
      { recalibrationImages: 4 },
      { recalibrationImages: -1 },
    ]) {
      expect(await codeOf(withSettings(settings)), JSON.stringify(settings)).to.equal('EVALUATION_BAD_VALUE');
    }
  });

  it('refuses a network for other classes or another size', async () => {
    const classes = ['other', 'red'];
    expect(await codeOf({ ...JOB, dataset: { ...DATASET, classes } })).to.equal('EVALUATION_CLASSES');
    const large = { ...sample([], []), width: 4, height: 4 };
    const dataset = { ...DATASET, validation: splitOf(large) };
    expect(await codeOf({ ...JOB, dataset })).to.equal('INPUT_SHAPE');
  });

  it('refuses labels that are no class, and images without a pixel that counts', async () => {
    const labelled = (...labels: number[]) =>
      codeOf({ ...JOB, dataset: { ...DATASET, validation: splitOf(sample([0, 0, 0, 0], labels)) } });
    expect(await labelled(0, 0, 3, 0)).to.equal('EVALUATION_LABELS');
    expect(await labelled(255, 255, 255, 255)).to.equal('EVALUATION_NO_PIXELS');
  });

  it('refuses logits that are not finite', async () => {
    for (const broken of [NaN, Infinity, -Infinity]) {
      const weights = new Map(REDNESS_WEIGHTS).set('classifier.bias', tensor([3], 0, broken, 0));
      expect(await codeOf({ ...JOB, weights }), String(broken)).to.equal('EVALUATION_NOT_FINITE');
    }
  });
});

import { expect } from 'chai';
import { TensorError } from '../../../../core/errors.js';
import type { Weights } from '../../../../core/network/weights.js';
import { Random } from '../../../../core/random.js';
import { encodeSafetensors } from '../../../../runtime/tensor/safetensors.js';
import { BatchReader } from '../../../../runtime/tensor/training/batches.js';
import { liveTensors } from '../../../../runtime/tensor/training/native.js';
import { flatten, parameterLayout } from '../../../../runtime/tensor/training/parameters.js';
import { saliency, type SaliencyWork } from '../../../../runtime/tensor/training/saliency.js';
import { referenceLogits, referenceLoss } from './reference-network.js';
import { TINY, tinyDataset, tinyWeights } from './tiny.js';

const SETTINGS = { images: 14, batchSize: 4, seed: 3 };

function work(changes: Partial<SaliencyWork> = {}): SaliencyWork {
  return { network: TINY, weights: tinyWeights(), dataset: tinyDataset(22), settings: SETTINGS, ...changes };
}

function sameBytes(left: Weights, right: Weights): void {
  expect(encodeSafetensors(left)).to.deep.equal(encodeSafetensors(right));
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => expect.fail('It did not fail.'),
    (error: unknown) => (error instanceof TensorError ? error.code : String(error)),
  );
}

describe('saliency', () => {
  it('is the numeric derivative of the mean loss over whole batches, in the layout of the weights', async () => {
    const { gradients, images } = await saliency(work());
    expect(images).to.equal(12);
    const layout = parameterLayout(TINY);
    const reader = new BatchReader(tinyDataset(22).train, SETTINGS, { height: 8, width: 8 });
    const batches = await Promise.all([0, 1, 2].map((step) => reader.read(step)));
    const loss = (vector: Float64Array): number => {
      const losses = batches.map((batch) =>
        referenceLoss(referenceLogits(TINY, layout, tinyWeights(), vector, 4, batch.images), batch.labels, 3),
      );
      return (losses[0] + losses[1] + losses[2]) / 3;
    };
    const start = flatten(TINY, layout, tinyWeights());
    const random = Random.fromSeed(8);
    for (const { name, shape, offset, size } of layout.parameters) {
      const gradient = gradients.get(name);
      expect(gradient?.shape, name).to.deep.equal(shape);
      const direction = Float32Array.from({ length: size }, () => random.normal());
      const moved = new Map(tinyWeights()).set(name, { shape, data: direction });
      const move = flatten(TINY, layout, moved).map((value, at) =>
        at >= offset && at < offset + size ? value : 0,
      );
      const along = (amount: number) =>
        loss(Float64Array.from(start, (value, at) => value + amount * move[at]));
      const slope = direction.reduce((sum, value, at) => sum + value * (gradient?.data[at] ?? NaN), 0);
      const numeric = (along(1e-6) - along(-1e-6)) / 2e-6;
      expect(slope, name).to.be.closeTo(numeric, 1e-6 + 1e-4 * Math.abs(numeric));
    }
    expect([...gradients.keys()]).to.deep.equal(layout.parameters.map(({ name }) => name));
  });

  it('depends on the seed alone, and leaves the weights and no tensor behind', async () => {
    const given = work();
    const before = liveTensors();
    const first = await saliency(given);
    sameBytes(given.weights, tinyWeights());
    sameBytes((await saliency(work())).gradients, first.gradients);
    const other = await saliency(work({ settings: { ...SETTINGS, seed: 4 } }));
    expect(other.gradients.get('stem.weight')?.data).to.not.deep.equal(
      first.gradients.get('stem.weight')?.data,
    );
    expect(liveTensors()).to.equal(before);
  });

  it('takes what there is where more is asked for, and tells its progress', async () => {
    const told: number[] = [];
    const { images } = await saliency(work({ settings: { images: 100, batchSize: 10, seed: 1 } }), {
      onProgress: ({ done, total }) => told.push(done, total),
    });
    expect(images).to.equal(20);
    expect(told).to.deep.equal([10, 20, 20, 20]);
    expect((await saliency(work({ settings: { images: 3, batchSize: 8, seed: 1 } }))).images).to.equal(3);
  });

  it('stops between batches', async () => {
    const controller = new AbortController();
    const stopped = saliency(work(), {
      signal: controller.signal,
      onProgress: () => {
        controller.abort(new Error('enough'));
      },
    });
    expect(await codeOf(stopped)).to.equal('Error: enough');
  });

  it('refuses what cannot be', async () => {
    expect(await codeOf(saliency(work({ settings: { ...SETTINGS, images: 0 } })))).to.equal(
      'TRAINING_SETTINGS',
    );
    expect(await codeOf(saliency(work({ dataset: tinyDataset(0) })))).to.equal('TRAINING_NO_SAMPLES');
    const weights = new Map(tinyWeights());
    weights.set('classifier.bias', { shape: [3], data: Float32Array.of(0, NaN, 0) });
    expect(await codeOf(saliency(work({ weights })))).to.equal('SALIENCY_NOT_FINITE');
  });
});

import { expect } from 'chai';
import { TensorError } from '../../../../core/errors.js';
import { encodeSafetensors } from '../../../../runtime/tensor/safetensors.js';
import type { TrainingJob, TrainingProgress } from '../../../../runtime/tensor/training/job.js';
import { liveTensors } from '../../../../runtime/tensor/training/native.js';
import { train } from '../../../../runtime/tensor/training/train.js';
import { TINY, tinyDataset, tinyWeights } from './tiny.js';

function job(changes: Partial<TrainingJob['settings']> = {}): TrainingJob {
  return {
    network: TINY,
    weights: tinyWeights(),
    dataset: tinyDataset(22),
    settings: {
      epochs: 3,
      batchSize: 4,
      optimizer: 'adam',
      learningRate: 0.01,
      schedule: { kind: 'poly' },
      seed: 9,
      ...changes,
    },
  };
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('It did not fail.'),
    (error: unknown) => error,
  );
}

function expectCode(error: unknown, code: string): void {
  expect(error).to.be.instanceOf(TensorError);
  expect(error).to.have.property('code', code);
}

describe('train', () => {
  it('learns, with either optimiser', async () => {
    for (const settings of [
      { optimizer: 'adam', learningRate: 0.02 },
      { optimizer: 'sgd', learningRate: 0.1, weightDecay: 1e-4 },
    ] as const) {
      const { losses, steps } = await train(job({ ...settings, epochs: 12 }));
      expect(steps).to.equal(12 * 5);
      expect(losses).to.have.length(12);
      expect(losses[11]).to.be.below(losses[0] / 3);
    }
  });

  it('tells its progress', async () => {
    const told: TrainingProgress[] = [];
    await train(job(), { onProgress: (progress) => told.push(progress) });
    expect(told.map(({ epoch, step }) => [epoch, step])).to.deep.equal(
      Array.from({ length: 15 }, (_, step) => [Math.floor(step / 5) + 1, step + 1]),
    );
    expect(told[0]).to.include({ epochs: 3, steps: 15 });
  });

  it('ends with the same bytes when it is stopped anywhere and goes on', async () => {
    for (const optimizer of ['adam', 'sgd'] as const) {
      const whole = job({
        optimizer,
        augmentation: { flip: true, crop: true, scale: { min: 0.8, max: 1.3 } },
      });
      const undisturbed = await train(whole);
      for (const stopAt of [1, 5, 7, 14, 15]) {
        let checkpoint: Uint8Array | undefined;
        const controller = new AbortController();
        const stopped = train(whole, {
          checkpointEvery: { steps: stopAt },
          onCheckpoint: (bytes) => {
            checkpoint ??= bytes;
            controller.abort(new Error('killed'));
          },
          signal: controller.signal,
        });
        if (stopAt < 15) expect(await rejection(stopped)).to.have.property('message', 'killed');
        else await stopped;
        const resumed = await train({ ...whole, resume: checkpoint });
        expect(encodeSafetensors(resumed.weights)).to.deep.equal(encodeSafetensors(undisturbed.weights));
        expect(resumed.losses).to.deep.equal(undisturbed.losses);
      }
    }
  });

  it('changes with the seed, and leaves the weights that it was given alone', async () => {
    const given = job();
    const before = encodeSafetensors(given.weights);
    const { weights } = await train(given);
    const other = await train(job({ seed: 10 }));
    expect(encodeSafetensors(given.weights)).to.deep.equal(before);
    expect(encodeSafetensors(other.weights)).to.not.deep.equal(encodeSafetensors(weights));
    expect([...weights.keys()].sort()).to.deep.equal([...given.weights.keys()].sort());
  });

  it('leaves no tensor behind, finished or failed', async () => {
    await train(job({ epochs: 1 }));
    const before = liveTensors();
    const during: number[] = [];
    await train(job(), { onProgress: () => during.push(liveTensors()) });
    expect(new Set(during).size).to.equal(1);
    expect(liveTensors()).to.equal(before);
    await rejection(train(job({ learningRate: 1e30 })));
    expect(liveTensors()).to.equal(before);
  });

  it('names epoch and step when the loss is no number', async () => {
    const error = await rejection(train(job({ optimizer: 'sgd', learningRate: 1e30 })));
    expectCode(error, 'TRAINING_DIVERGED');
    expect(error)
      .to.have.property('message')
      .that.matches(/^The loss is (NaN|Infinity) in epoch 1, step [2-5]\.$/);
  });

  it('lets timers run between steps', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 0);
    await train(job({ epochs: 12 }));
    clearInterval(timer);
    expect(ticks).to.be.above(5);
  });

  it('refuses a checkpoint of another training, and bytes that are none', async () => {
    let checkpoint = new Uint8Array();
    await train(job({ epochs: 1 }), {
      checkpointEvery: { steps: 2 },
      onCheckpoint: (bytes) => {
        checkpoint = new Uint8Array(bytes);
      },
    });
    expectCode(await rejection(train({ ...job(), resume: checkpoint })), 'CHECKPOINT_MISMATCH');
    expectCode(
      await rejection(train({ ...job({ epochs: 1 }), resume: checkpoint.subarray(0, 50) })),
      'CHECKPOINT_UNREADABLE',
    );
    const foreign = encodeSafetensors(tinyWeights(), { step: '3' });
    expectCode(await rejection(train({ ...job(), resume: foreign })), 'CHECKPOINT_UNREADABLE');
  });

  it('refuses settings and datasets that cannot be', async () => {
    for (const settings of [
      { epochs: 0 },
      { epochs: 1.5 },
      { batchSize: 0 },
      { learningRate: Number.NaN },
      { momentum: 1 },
      { weightDecay: -1 },
      { classWeights: [1, 2] },
      { classWeights: [1, 2, -1] },
    ]) {
      expectCode(await rejection(train(job(settings))), 'TRAINING_SETTINGS');
    }
    const fewer = { ...tinyDataset(4), classes: ['one', 'two'] };
    expectCode(await rejection(train({ ...job(), dataset: fewer })), 'TRAINING_SETTINGS');
    expectCode(await rejection(train({ ...job(), dataset: tinyDataset(0) })), 'TRAINING_NO_SAMPLES');
    const large = {
      length: 4,
      read: () =>
        Promise.resolve({ width: 9, height: 8, image: new Uint8Array(216), labels: new Uint8Array(72) }),
    };
    expectCode(
      await rejection(train({ ...job(), dataset: { ...tinyDataset(4), train: large } })),
      'SAMPLE_SIZE',
    );
  });

  it('passes on what reading a sample throws, wherever it happens', async () => {
    for (const failing of [0, 13, 21]) {
      const { train: split, ...rest } = tinyDataset(22);
      const read = (index: number, epoch?: number) =>
        index === failing ? Promise.reject(new Error(`broken ${index}`)) : split.read(index, epoch);
      const broken = { ...job(), dataset: { ...rest, train: { length: 22, read } } };
      expect(await rejection(train(broken))).to.have.property('message', `broken ${failing}`);
    }
  });
});

import { expect } from 'chai';
import { TensorError } from '../../../../core/errors.js';
import { encodeSafetensors } from '../../../../runtime/tensor/safetensors.js';
import { openDataset, type DatasetSpec } from '../../../../runtime/datasets/open.js';
import { TensorThread, TensorThreadDied } from '../../../../runtime/tensor/thread/host.js';
import { evaluate } from '../../../../runtime/tensor/evaluation/evaluate.js';
import { saliency } from '../../../../runtime/tensor/training/saliency.js';
import { train } from '../../../../runtime/tensor/training/train.js';
import { buildArchitecture } from '../../../../core/network/architectures/index.js';
import { initialWeights } from '../../../../core/network/parameters.js';
import { Random } from '../../../../core/random.js';
import type { ProbeJob, ProbeWork } from './probe-jobs.js';

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('It did not fail.'),
    (error: unknown) => error,
  );
}

describe('TensorThread', () => {
  let thread: TensorThread<ProbeJob, ProbeWork>;

  beforeEach(() => {
    thread = new TensorThread({
      entry: new URL('./probe.js', import.meta.url),
      resourceLimits: { maxOldGenerationSizeMb: 32 },
      graceMs: 100,
    });
  });

  afterEach(() => thread.close());

  it('runs jobs one after another, with what they tell', async () => {
    const told: string[] = [];
    const run = (name: string, upTo: number) =>
      thread.runJob(
        { kind: 'count', upTo },
        {
          onProgress: ({ at }) => told.push(`${name}${at}`),
          onCheckpoint: (bytes) => {
            told.push(`${name}c${bytes[0]}`);
          },
        },
      );
    expect(await Promise.all([run('a', 2), run('b', 1)])).to.deep.equal([2, 1]);
    expect(told).to.deep.equal(['a1', 'ac1', 'a2', 'ac2', 'b1', 'bc1']);
  });

  it('keeps errors what they are', async () => {
    const mistake = await rejection(thread.runJob({ kind: 'fail', code: 'SOME_CODE' }));
    expect(mistake).to.be.instanceOf(TensorError);
    expect(mistake).to.deep.include({
      name: 'TensorError',
      code: 'SOME_CODE',
      message: 'a mistake',
      hint: 'mend it',
      place: { file: 'p.yaml', line: 3 },
    });
    const defect = await rejection(thread.runJob({ kind: 'fail' }));
    expect(defect).to.include({ name: 'RangeError', message: 'a defect' }).and.not.have.property('code');
    expect(defect).to.have.property('stack').that.includes('probe');
    expect(defect).to.have.nested.property('cause.message', 'below it');
  });

  for (const kind of ['exit', 'exhaust'] as const) {
    it(`says that the thread died and starts another (${kind})`, async () => {
      const [death, next] = await Promise.allSettled([
        thread.runJob({ kind }),
        thread.runJob({ kind: 'count', upTo: 1 }),
      ]);
      const error: unknown = death.status === 'rejected' ? death.reason : undefined;
      expect(error).to.be.instanceOf(TensorThreadDied);
      expect(error).to.include({ code: 'TENSOR_THREAD_DIED', retryable: true });
      if (kind === 'exhaust')
        expect(error)
          .to.have.property('message')
          .that.matches(/memory/);
      expect(next).to.deep.equal({ status: 'fulfilled', value: 1 });
    });
  }

  it('does not hold up this event loop', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    await thread.runJob({ kind: 'spin', ms: 300 });
    clearInterval(timer);
    expect(ticks).to.be.above(20);
  });

  it('leaves a job that is aborted, whether it runs, waits or has not begun', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const running = rejection(
      thread.runJob(
        { kind: 'count', upTo: 100_000 },
        {
          signal,
          onProgress: ({ at }) => {
            if (at === 3) controller.abort(new Error('enough'));
          },
        },
      ),
    );
    const waiting = rejection(thread.runJob({ kind: 'count', upTo: 1 }, { signal }));
    const after = thread.runJob({ kind: 'count', upTo: 2 });
    expect(await running).to.have.property('message', 'enough');
    expect(await waiting).to.have.property('message', 'enough');
    expect(await rejection(thread.runJob({ kind: 'count', upTo: 1 }, { signal }))).to.have.property(
      'message',
      'enough',
    );
    expect(await after).to.equal(2);
  });

  it('ends a thread that does not heed an abort', async () => {
    const started = performance.now();
    const signal = AbortSignal.timeout(50);
    expect(await rejection(thread.runJob({ kind: 'spin', ms: 60_000 }, { signal }))).to.have.property(
      'name',
      'TimeoutError',
    );
    expect(await thread.runJob({ kind: 'count', upTo: 1 })).to.equal(1);
    expect(performance.now() - started).to.be.below(5000);
  });

  it('fails a job whose checkpoint cannot be kept', async () => {
    const lost = () => Promise.reject(new Error('disk full'));
    const job = thread.runJob({ kind: 'count', upTo: 100_000 }, { onCheckpoint: lost });
    expect(await rejection(job)).to.have.property('message', 'disk full');
    expect(await thread.runJob({ kind: 'count', upTo: 1 })).to.equal(1);
  });

  it('ends its jobs when it is closed', async () => {
    const running = rejection(thread.runJob({ kind: 'count', upTo: 100_000 }));
    const waiting = rejection(thread.runJob({ kind: 'count', upTo: 1 }));
    await thread.close();
    expect(await running).to.have.property('code', 'TENSOR_THREAD_DIED');
    expect(await waiting).to.have.property('code', 'TENSOR_THREAD_DIED');
  });
});

describe('jobs in a thread', () => {
  const input = { height: 32, width: 32 };
  const dataset: DatasetSpec = { kind: 'digits', train: 8, validation: 4 };
  const network = buildArchitecture(
    { architecture: 'deeplabv3plus', backbone: 'resnet18', width: 0.125, input },
    11,
  );
  const weights = initialWeights(network, Random.fromSeed(1));
  const given = { network, weights, dataset, datasetSeed: 3, base: '.' };
  const open = () => openDataset(dataset, { ...input, seed: 3, base: '.' });

  it('train to the bytes that training has here, in a second thread too', async () => {
    const settings = {
      epochs: 1,
      batchSize: 4,
      optimizer: 'adam',
      learningRate: 1e-3,
      schedule: { kind: 'cosine' },
      seed: 2,
    } as const;
    const here = await train({ network, weights, settings, dataset: await open() });
    for (let round = 0; round < 2; round++) {
      const thread = new TensorThread();
      const steps: number[] = [];
      const there = await thread.runJob(
        { ...given, kind: 'train', settings },
        { onProgress: ({ step }) => steps.push(step) },
      );
      await thread.close();
      expect(encodeSafetensors(there.weights)).to.deep.equal(encodeSafetensors(here.weights));
      expect(steps).to.deep.equal([1, 2]);
    }
  });

  it('evaluate to the figures that evaluation has here', async () => {
    const settings = { images: 'all', batchSize: 2, recalibrationImages: 4, seed: 1 } as const;
    const here = await evaluate({ network, weights, settings, dataset: await open() });
    const thread = new TensorThread();
    const there = await thread.runJob({ ...given, kind: 'evaluate', settings });
    await thread.close();
    expect(there).to.deep.equal(here);
  });

  it('give the gradients that saliency gives here', async () => {
    const settings = { images: 4, batchSize: 2, seed: 1 };
    const here = await saliency({ network, weights, settings, dataset: await open() });
    const thread = new TensorThread();
    const told: number[] = [];
    const there = await thread.runJob(
      { ...given, kind: 'saliency', ...settings },
      { onProgress: ({ done }) => told.push(done) },
    );
    await thread.close();
    expect(encodeSafetensors(there.gradients)).to.deep.equal(encodeSafetensors(here.gradients));
    expect([there.images, ...told]).to.deep.equal([4, 2, 4]);
  });
});

import { setImmediate } from 'node:timers/promises';
import { TensorError } from '../../../core/errors.js';
import { inferShapes, shapeOf } from '../../../core/network/shapes.js';
import { readAhead } from '../read-ahead.js';
import { BatchReader, imagesPerStep, stepsPerEpoch, type Batch } from './batches.js';
import { decodeCheckpoint, encodeCheckpoint, type TrainingState } from './checkpoint.js';
import type { TrainingHooks, TrainingJob, TrainingResult, TrainingSettings } from './job.js';
import { crossEntropy, makeTargets } from './loss.js';
import { TrainingModel } from './model.js';
import { inScope } from './native.js';
import { makeOptimizer, type Optimizer, type OptimizerSettings } from './optimizer.js';
import { scheduleFactor } from './schedule.js';
import { checkTraining } from './settings.js';

const CHECKPOINT_SECONDS = 10;
/** Two, so that there is something to decode while a batch is packed. */
const BATCHES_AHEAD = 2;

/**
 * Trains a network on a dataset's train split. The result depends on the job alone: a training that was killed and goes
 * on from one of its checkpoints ends with the same bytes. Gives the event loop a turn between steps.
 *
 * Throws a TensorError `TRAINING_SETTINGS`, `TRAINING_NO_SAMPLES`, `TRAINING_DIVERGED`, `CHECKPOINT_UNREADABLE`,
 * `CHECKPOINT_MISMATCH`, `SAMPLE_SIZE` or `LABEL_OUT_OF_RANGE`; NetworkErrors of `inferShapes` and `checkWeights`; the
 * dataset's own errors; the signal's reason.
 */
export async function train(job: TrainingJob, hooks: TrainingHooks = {}): Promise<TrainingResult> {
  const classes = checkTraining(job);
  const start = job.resume === undefined ? beginning(job) : decodeCheckpoint(job, job.resume);
  const batch = imagesPerStep(job.dataset.train, job.settings.batchSize);
  const model = new TrainingModel(job.network, start.weights, batch);
  const optimizer = makeOptimizer(optimizerSettings(job.settings), model.layout.size, start.slots);
  try {
    return await run(job, hooks, { model, optimizer, classes }, start);
  } finally {
    optimizer.close();
    model.close();
  }
}

interface Machine {
  readonly model: TrainingModel;
  readonly optimizer: Optimizer;
  readonly classes: number;
}

async function run(
  job: TrainingJob,
  hooks: TrainingHooks,
  machine: Machine,
  start: TrainingState,
): Promise<TrainingResult> {
  const { settings, dataset, network } = job;
  const perEpoch = stepsPerEpoch(dataset.train, settings.batchSize);
  const steps = perEpoch * settings.epochs;
  const size = shapeOf(inferShapes(network), network.layers[0].name);
  const reader = new BatchReader(dataset.train, settings, size, network.normalisation);
  const lossSums = [...start.lossSums];
  const due = checkpointClock(hooks);
  const reads = Array.from({ length: steps - start.step }, (_, i) => () => reader.read(start.step + i));
  let step = start.step;
  for await (const batch of readAhead(reads, BATCHES_AHEAD)) {
    await setImmediate();
    hooks.signal?.throwIfAborted();
    const epoch = Math.floor(step / perEpoch);
    const loss = trainStep(machine, settings, batch, step, steps);
    if (!Number.isFinite(loss)) throw diverged(epoch, step, loss);
    lossSums[epoch] = (lossSums[epoch] ?? 0) + loss;
    hooks.onProgress?.({ epoch: epoch + 1, epochs: settings.epochs, step: step + 1, steps, loss });
    step++;
    if (hooks.onCheckpoint !== undefined && due()) {
      const state = {
        step,
        weights: machine.model.weights(),
        slots: machine.optimizer.slots(),
        lossSums,
      };
      await hooks.onCheckpoint(encodeCheckpoint(job, state));
    }
  }
  return { weights: machine.model.weights(), steps, losses: lossSums.map((sum) => sum / perEpoch) };
}

/** One step of gradient descent; gives the batch's loss before it. The parameters stay where it is not finite. */
function trainStep(
  { model, optimizer, classes }: Machine,
  settings: TrainingSettings,
  batch: Batch,
  step: number,
  steps: number,
): number {
  return inScope((scope) => {
    const pass = model.forward(scope, scope.floats(batch.images, model.inputShape));
    const targets = makeTargets(batch.labels, classes, settings.classWeights);
    const loss = crossEntropy(scope, pass.logits, targets);
    if (!Number.isFinite(loss.value)) return loss.value;
    const gradient = pass.backward(loss.gradient);
    const rate = settings.learningRate * scheduleFactor(settings.schedule, step, steps);
    optimizer.update(model.parameters, gradient, rate, step);
    return loss.value;
  });
}

function beginning(job: TrainingJob): TrainingState {
  return { step: 0, weights: job.weights, slots: new Map(), lossSums: [] };
}

function optimizerSettings(settings: TrainingSettings): OptimizerSettings {
  const { optimizer, momentum = 0.9, weightDecay = 0 } = settings;
  return optimizer === 'sgd' ? { kind: 'sgd', momentum, weightDecay } : { kind: 'adam', weightDecay };
}

function diverged(epoch: number, step: number, loss: number): TensorError {
  return new TensorError(
    'TRAINING_DIVERGED',
    `The loss is ${loss} in epoch ${epoch + 1}, step ${step + 1}.`,
    { hint: 'Lower the learning rate, or begin with a warm-up.' },
  );
}

function checkpointClock({ checkpointEvery = { seconds: CHECKPOINT_SECONDS } }: TrainingHooks) {
  const { steps = Infinity, seconds = Infinity } = checkpointEvery;
  let lastTime = performance.now();
  let count = 0;
  return (): boolean => {
    count++;
    if (count < steps && performance.now() - lastTime < seconds * 1000) return false;
    count = 0;
    lastTime = performance.now();
    return true;
  };
}

import { DatasetError } from '../core/errors.js';
import type { Network } from '../core/network/layer.js';
import { initialWeights } from '../core/network/parameters.js';
import type { Weights } from '../core/network/weights.js';
import { deriveSeed, Random } from '../core/random.js';
import type { BlobId } from '../runtime/store/store.js';
import type { TrainJob } from '../runtime/tensor/thread/jobs.js';
import type { NetworkArtifact, TrainHeartbeat, TrainRequest } from './messages.js';
import { declaredNetwork } from './declared.js';
import { describeNetwork, readNetwork, readPruned, writeNetwork } from './networks.js';
import { candidateName } from './publish-plan.js';
import { lastCheckpoint, withHeartbeats } from './progress.js';
import { openRunDataset, type Surroundings } from './surroundings.js';

/**
 * A candidate's statistics are those of the network before pruning. A long training would forget them, one of a few
 * steps would not.
 */
const RECALIBRATION_IMAGES = 64;

interface Start {
  readonly artifact: Omit<NetworkArtifact, 'version' | 'weights'>;
  readonly network: Network;
  readonly weights: Weights;
}

/**
 * Trains a network and stores the result. Its checkpoints go to the store, their digests into heartbeats: an attempt
 * that follows a killed one goes on where that was.
 */
export async function train(surroundings: Surroundings, request: TrainRequest): Promise<{ network: BlobId }> {
  const { store, tensors } = surroundings;
  const start = await startingPoint(surroundings, request);
  const { epochs } = request.settings;
  const found = lastCheckpoint();
  const resume = found === null ? undefined : await store.get(found);
  const first: TrainHeartbeat = {
    kind: 'train',
    label: request.label,
    epoch: 0,
    epochs,
    step: 0,
    steps: 0,
    loss: 0,
    checkpoint: found,
  };
  return withHeartbeats(first, async (report, signal) => {
    let checkpoint = found;
    const { weights } = await tensors.runJob(
      {
        kind: 'train',
        network: start.network,
        weights: start.weights,
        dataset: request.dataset.spec,
        datasetSeed: request.run.seed,
        base: request.run.base ?? surroundings.baseFolder,
        settings: await trainingSettings(surroundings, request, start.artifact),
        recalibrationImages: request.start.kind === 'candidate' ? RECALIBRATION_IMAGES : 0,
        resume,
      },
      {
        signal,
        onProgress: (progress) => report({ ...first, ...progress, checkpoint }),
        onCheckpoint: async (bytes) => {
          checkpoint = await store.put(bytes);
        },
      },
    );
    return { network: await writeNetwork(store, start.artifact, weights) };
  });
}

/** The settings as the trainer takes them: classes by index, the warm-up in steps. */
async function trainingSettings(
  surroundings: Surroundings,
  { settings, dataset, run, seed }: TrainRequest,
  { input, classes }: Start['artifact'],
): Promise<TrainJob['settings']> {
  const { schedule, warmup, classWeights, ...rest } = settings;
  for (const name of Object.keys(classWeights)) {
    if (classes.includes(name)) continue;
    throw new DatasetError(
      'UNKNOWN_CLASS',
      `classWeights names the class '${name}', which the dataset does not have.`,
      {
        hint: `Classes: ${classes.join(', ')}.`,
      },
    );
  }
  const { train: split } = await openRunDataset(surroundings, run, dataset.spec, { input });
  const perEpoch = Math.floor(split.length / settings.batchSize);
  return {
    ...rest,
    seed,
    schedule: { kind: schedule, warmupSteps: Math.round(warmup * perEpoch) },
    classWeights: classes.map((name) => classWeights[name] ?? 1),
  };
}

async function startingPoint(surroundings: Surroundings, request: TrainRequest): Promise<Start> {
  const { store } = surroundings;
  const { start, dataset, run } = request;
  switch (start.kind) {
    case 'network': {
      const { artifact, network, weights } = await readNetwork(store, start.network);
      return { artifact, network, weights };
    }
    case 'candidate': {
      const { candidate } = start;
      const pruned = await readPruned(store, candidate.network, candidate.plan);
      const name = candidateName(candidate);
      return { ...pruned, artifact: { ...pruned.artifact, name, origin: candidate } };
    }
    case 'declared': {
      const declared = await declaredNetwork(
        surroundings,
        run,
        start.spec,
        async (input) => (await openRunDataset(surroundings, run, dataset.spec, { input })).classes,
      );
      const { network } = declared;
      const artifact = await describeNetwork(store, start.name, declared);
      const random = Random.fromSeed(deriveSeed(request.seed, 'initial weights'));
      return { artifact, network, weights: declared.weights ?? initialWeights(network, random) };
    }
  }
}

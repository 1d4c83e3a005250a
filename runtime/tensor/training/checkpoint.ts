import { createHash } from 'node:crypto';
import { TensorError } from '../../../core/errors.js';
import type { Tensor, Weights } from '../../../core/network/weights.js';
import { decodeSafetensors, encodeSafetensors } from '../safetensors.js';
import type { TrainingJob } from './job.js';

/** A training between two steps. */
export interface TrainingState {
  /** Steps done. */
  readonly step: number;
  readonly weights: Weights;
  /** The optimiser's vectors, in the order of the parameter layout. */
  readonly slots: ReadonlyMap<string, Float32Array>;
  /** Loss summed up by epoch so far. */
  readonly lossSums: readonly number[];
}

const FORMAT = 'espalier-training-1';
const SLOT = 'optimizer/';

/** A state as safetensors: weights by their names, slots under `optimizer/`, the rest as metadata. */
export function encodeCheckpoint(job: TrainingJob, state: TrainingState): Uint8Array {
  const tensors = new Map<string, Tensor>(state.weights);
  for (const [name, data] of state.slots) tensors.set(SLOT + name, { shape: [data.length], data });
  return encodeSafetensors(tensors, {
    format: FORMAT,
    job: jobDigest(job),
    step: String(state.step),
    lossSums: JSON.stringify(state.lossSums),
  });
}

/**
 * Reads what `encodeCheckpoint` wrote.
 *
 * Throws a TensorError `CHECKPOINT_UNREADABLE`, or `CHECKPOINT_MISMATCH` where it is of another job.
 */
export function decodeCheckpoint(job: TrainingJob, bytes: Uint8Array): TrainingState {
  const { weights: tensors, metadata } = decode(bytes);
  const step = Number(metadata.step);
  const lossSums: unknown = metadata.format === FORMAT ? JSON.parse(metadata.lossSums) : undefined;
  if (!Number.isInteger(step) || !isNumbers(lossSums)) {
    throw new TensorError('CHECKPOINT_UNREADABLE', 'The bytes are no checkpoint of a training.', {
      hint: 'Start the training again without it.',
    });
  }
  if (metadata.job !== jobDigest(job)) {
    throw new TensorError('CHECKPOINT_MISMATCH', `The checkpoint at step ${step} is of another training.`, {
      hint: 'Network and settings must be those that the checkpoint was written with.',
    });
  }
  const entries = [...tensors];
  return {
    step,
    lossSums,
    weights: new Map(entries.filter(([name]) => !name.startsWith(SLOT))),
    slots: new Map(
      entries
        .filter(([name]) => name.startsWith(SLOT))
        .map(([name, tensor]) => [name.slice(SLOT.length), tensor.data]),
    ),
  };
}

function decode(bytes: Uint8Array): ReturnType<typeof decodeSafetensors> {
  try {
    return decodeSafetensors(bytes);
  } catch (cause) {
    throw new TensorError('CHECKPOINT_UNREADABLE', 'The bytes are no checkpoint of a training.', {
      cause,
      hint: 'Start the training again without it.',
    });
  }
}

function jobDigest({ network, settings, dataset }: TrainingJob): string {
  const identity = { network, settings, classes: dataset.classes, samples: dataset.train.length };
  return createHash('sha256').update(JSON.stringify(identity, inOrder)).digest('hex');
}

/** Sorts keys, so that the order in which settings were written does not matter. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

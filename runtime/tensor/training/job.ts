import type { Network } from '../../../core/network/layer.js';
import type { Weights } from '../../../core/network/weights.js';
import type { Augmentation } from '../../datasets/augment.js';
import type { Dataset } from '../../datasets/dataset.js';
import type { Schedule } from './schedule.js';

export interface TrainingSettings {
  readonly epochs: number;
  /** Images a step. What an epoch leaves over of the last batch is not trained on. */
  readonly batchSize: number;
  readonly optimizer: 'adam' | 'sgd';
  readonly learningRate: number;
  /** Of `sgd`, by default 0.9. */
  readonly momentum?: number;
  /** Default 0. */
  readonly weightDecay?: number;
  readonly schedule: Schedule;
  /** How much a pixel of each class counts in the loss; by default all the same. */
  readonly classWeights?: readonly number[];
  readonly augmentation?: Augmentation;
  readonly seed: number;
}

export interface TrainingJob {
  readonly network: Network;
  /** Where training begins; the job does not change them. */
  readonly weights: Weights;
  readonly dataset: Dataset;
  readonly settings: TrainingSettings;
  /** A checkpoint of the very same job, to go on from. */
  readonly resume?: Uint8Array;
}

export interface TrainingProgress {
  /** Counts from 1. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done, of all epochs together. */
  readonly step: number;
  readonly steps: number;
  /** Of this step's batch. */
  readonly loss: number;
}

export interface TrainingHooks {
  readonly onProgress?: (progress: TrainingProgress) => void;
  readonly onCheckpoint?: (bytes: Uint8Array) => void | Promise<void>;
  /** When to call `onCheckpoint`; whichever comes first. By default every 10 seconds. */
  readonly checkpointEvery?: { readonly steps?: number; readonly seconds?: number };
  /** Ends the training between two steps, with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface TrainingResult {
  readonly weights: Weights;
  readonly steps: number;
  /** The mean loss of each epoch. */
  readonly losses: readonly number[];
}

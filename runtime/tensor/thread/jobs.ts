import type { Measurement, Timing } from '../../../core/hardware/measurement.js';
import type { Network } from '../../../core/network/layer.js';
import type { Weights } from '../../../core/network/weights.js';
import type { DatasetSpec } from '../../datasets/open.js';
import type { TimeJob } from '../../measuring/device.js';
import type { EvaluationResult, EvaluationPart, EvaluationSettings } from '../evaluation/evaluate.js';
import type { PredictedSample, PredictSettings } from '../evaluation/predict-samples.js';
import type { TrainingProgress, TrainingResult, TrainingSettings } from '../training/job.js';
import type { SaliencyResult, SaliencySettings } from '../training/saliency.js';

/** A training whose dataset is opened in the thread, at the size of the network's input. */
export interface TrainJob {
  readonly kind: 'train';
  readonly network: Network;
  readonly weights: Weights;
  readonly dataset: DatasetSpec;
  readonly datasetSeed: number;
  /** The folder that relative paths in `dataset` start at. */
  readonly base: string;
  readonly settings: TrainingSettings;
  /** Training images that batch norm is recalibrated on first, as pruning calls for. Default 0. */
  readonly recalibrationImages?: number;
  /** A checkpoint to go on from. */
  readonly resume?: Uint8Array;
}

/** An evaluation, its dataset opened in the same way. */
export interface EvaluateJob {
  readonly kind: 'evaluate';
  readonly network: Network;
  readonly weights: Weights;
  readonly dataset: DatasetSpec;
  readonly datasetSeed: number;
  readonly base: string;
  readonly settings: EvaluationSettings;
  /** As in `EvaluationJob`. */
  readonly known?: EvaluationPart;
  readonly isPart?: boolean;
}

/** The gradient of the training loss over some training images, its dataset opened in the same way. */
export interface SaliencyJob extends SaliencySettings {
  readonly kind: 'saliency';
  readonly network: Network;
  readonly weights: Weights;
  readonly dataset: DatasetSpec;
  readonly datasetSeed: number;
  readonly base: string;
}

/** Predictions on a few validation images, the dataset opened in the same way. */
export interface PredictJob {
  readonly kind: 'predict';
  readonly network: Network;
  readonly weights: Weights;
  readonly dataset: DatasetSpec;
  readonly datasetSeed: number;
  readonly base: string;
  readonly settings: PredictSettings;
}

/** Times a network on this device. */
export interface MeasureJob extends TimeJob {
  readonly kind: 'measure';
}

/** All that the thread can do. A new kind: its type here, what it gives below, its handler in `handlers.ts`. */
export type TensorJob = TrainJob | EvaluateJob | SaliencyJob | PredictJob | MeasureJob;

/** Images that are done, those for recalibration included. */
export interface ImageProgress {
  readonly done: number;
  readonly total: number;
}

/** What each kind of job tells while it runs and gives in the end. */
export interface TensorWork {
  readonly train: { readonly progress: TrainingProgress; readonly result: TrainingResult };
  readonly evaluate: { readonly progress: ImageProgress; readonly result: EvaluationResult };
  readonly saliency: { readonly progress: ImageProgress; readonly result: SaliencyResult };
  readonly predict: { readonly progress: ImageProgress; readonly result: readonly PredictedSample[] };
  /** Its progress counts runs. */
  readonly measure: {
    readonly progress: ImageProgress;
    readonly result: Pick<Measurement, 'latencyMs'> & { readonly timing: Timing };
  };
}

/** What any set of jobs looks like: told apart by `kind`. */
export interface AnyJob {
  readonly kind: string;
}

export type ProgressOf<Job extends AnyJob, Work> = Job['kind'] extends keyof Work
  ? Work[Job['kind']] extends { readonly progress: infer Progress }
    ? Progress
    : never
  : never;

export type ResultOf<Job extends AnyJob, Work> = Job['kind'] extends keyof Work
  ? Work[Job['kind']] extends { readonly result: infer Result }
    ? Result
    : never
  : never;

/** What a handler may tell while it works. */
export interface HandlerHooks<Progress> {
  readonly onProgress: (progress: Progress) => void;
  readonly onCheckpoint: (bytes: Uint8Array) => void;
  readonly signal: AbortSignal;
}

/** A handler for each kind of job. */
export type Handlers<Job extends AnyJob, Work> = {
  readonly [Kind in Job['kind']]: (
    job: Extract<Job, { readonly kind: Kind }>,
    hooks: HandlerHooks<ProgressOf<{ readonly kind: Kind }, Work>>,
  ) => Promise<ResultOf<{ readonly kind: Kind }, Work>>;
};

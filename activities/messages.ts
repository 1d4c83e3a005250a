import type { NamedHypervolume } from '../core/metrics/hypervolume-change.js';
import type { Metrics } from '../core/metrics/metrics.js';
import type { Bound } from '../core/network/bounds.js';
import type { Ranking } from '../core/network/ranking/index.js';
import type { CompileTarget, DeviceTarget, MeasuredTarget } from '../core/hardware/measured-target.js';
import type { Measurement } from '../core/hardware/measurement.js';
import type { Target } from '../core/hardware/target.js';
import type { GroupId, PrunePlan } from '../core/network/plan.js';
import type {
  DatasetSpec,
  ExecSettings,
  LibraryTarget,
  NetworkSpec,
  SingleEvaluation,
  Size,
  TargetFile,
  TrainSettings,
} from '../core/pipeline/document.js';
import type {
  EvolutionRecord,
  GenerationRecord,
  ImageCounts,
  MeasurementCounts,
  ObjectiveRecord,
  RunRecord,
  SearchRecord,
  SensitivityRecord,
} from '../runtime/report/record.js';
import type { Latency, Precision, ToolSettings } from '../runtime/compilers/compiler.js';
import type { ProgramScore } from '../runtime/compilers/judge.js';
import type { BlobId } from '../runtime/store/store.js';

export type { NestedPipelines } from '../runtime/nested-files.js';

/** What every activity of a run knows of it. */
export interface RunContext {
  /** The pipeline's workflow id; results are published under it. */
  readonly runId: string;
  readonly seed: number;
  /** The folder of the pipeline file where it is known: relative paths are looked up there first. */
  readonly base: string | null;
  /** The pipeline's name; runs that an earlier release began leave it out. */
  readonly pipeline?: string;
}

/** A dataset with the name that the pipeline gives it. */
export interface NamedDataset {
  readonly name: string;
  readonly spec: DatasetSpec;
}

/**
 * A network in the store, as JSON: layer graph, prune plan and sliced weights together rebuild it anywhere. A step
 * passes its digest on.
 */
export interface NetworkArtifact {
  readonly version: 2;
  readonly name: string;
  /** The layer graph before pruning, as JSON. */
  readonly graph: BlobId;
  /** Of its images, in pixels. */
  readonly input: Size;
  readonly classes: readonly string[];
  readonly plan: PrunePlan | null;
  /** Safetensors. */
  readonly weights: BlobId;
  /** For a network that a search found: where it comes from. */
  readonly origin: CandidateRef | null;
}

/** A candidate of a search as steps pass it on: figures and digests, never weights. */
export interface CandidateRef {
  /** The search's step and the candidate's number there. */
  readonly search: string;
  readonly id: number;
  readonly genome: readonly number[];
  readonly metrics: Metrics;
  readonly baseline: Metrics;
  /** The network that was searched, the plan that prunes it to this candidate, and the data it was judged on. */
  readonly network: BlobId;
  readonly plan: BlobId;
  readonly dataset: string;
}

/** The output `front` of a search. */
export interface FrontRef {
  readonly search: string;
  readonly objectives: SearchRecord['objectives'];
  readonly candidates: readonly CandidateRef[];
  readonly hypervolume: number;
}

/** A search as its workflow leaves it: the generations' records by digest. */
export type SearchSummary = Omit<SearchRecord, 'generations'> & { readonly generations: readonly BlobId[] };

/** The output `program` of a compilation. */
export interface ProgramRef {
  readonly name: string;
  readonly network: BlobId;
  readonly target: string;
  readonly backend: string;
  readonly precision: Precision;
  /** The program first. */
  readonly files: readonly PublishedFile[];
  /** The program, where it is an ONNX file with nothing quantised. */
  readonly onnx?: PublishedFile;
  readonly manifest: PublishedFile;
  readonly score: ProgramScore | null;
  readonly latencies: readonly Latency[];
  /** The largest difference between the outputs of the compiled network and of the trained one. */
  readonly maxDifference: number;
}

/** A file of a run's results: in the store by digest, and on the worker's disk by path. */
export interface PublishedFile {
  readonly digest: BlobId;
  readonly bytes: number;
  readonly path: string;
}

/** A target that a pipeline does not describe itself. */
export type NamedTarget = TargetFile | LibraryTarget;

export interface TargetsRequest {
  readonly run: RunContext;
  readonly targets: Readonly<Record<string, NamedTarget>>;
}

export interface LoadRequest {
  readonly run: RunContext;
  readonly name: string;
  readonly spec: NetworkSpec;
  readonly dataset: NamedDataset | null;
  /** Path of a safetensors file; null for those that the network comes with. */
  readonly weights: string | null;
  /** For the layers that a file with a backbone alone leaves open. */
  readonly seed: number;
}

export interface SaveRequest {
  readonly run: RunContext;
  readonly network: BlobId;
  readonly weights: string;
}

export type TrainingSettings = Omit<TrainSettings, 'network' | 'dataset'>;

/**
 * Trains a network that the pipeline declares, from scratch or from the weights that it comes with, goes on with a
 * network, or fine-tunes a candidate.
 */
export interface TrainRequest {
  readonly run: RunContext;
  /** The step, for progress. */
  readonly label: string;
  readonly start:
    | { readonly kind: 'declared'; readonly name: string; readonly spec: NetworkSpec }
    | { readonly kind: 'network'; readonly network: BlobId }
    | { readonly kind: 'candidate'; readonly candidate: CandidateRef };
  readonly dataset: NamedDataset;
  readonly settings: TrainingSettings;
  readonly seed: number;
}

/** What a heartbeat of a training carries: how far it is, and where its checkpoint lies. */
export interface TrainHeartbeat {
  readonly kind: 'train';
  readonly label: string;
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly checkpoint: BlobId | null;
}

export interface EvaluateHeartbeat {
  readonly kind: 'evaluate';
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** `done` and `total` count runs; 0 where nobody knows. */
export interface MeasureHeartbeat {
  readonly kind: 'measure';
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** `done` and `total` count layers. */
export interface ProfileHeartbeat {
  readonly kind: 'profile';
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** Asks for a target file with measured latencies of a network's layers. */
export interface ProfileRequest {
  readonly run: RunContext;
  readonly label: string;
  readonly network: BlobId;
  /** How each of them is measured. */
  readonly target: DeviceTarget;
  /** Shares of channels, above 0 and up to 1. */
  readonly widths: readonly number[];
  readonly file: string;
}

/** Measures what a network costs on a target, pruned by a plan where one is given. */
export interface MeasureRequest {
  readonly run: RunContext;
  /** The step, for progress. */
  readonly label: string;
  readonly network: BlobId;
  readonly plan: BlobId | null;
  readonly target: MeasuredTarget;
  /** What has measured before, where figures are to be comparable. */
  readonly device?: string;
}

export interface MeasureAnswer extends Measurement {
  /** Whether it was known already. */
  readonly cached?: boolean;
}

/** What a measure step found. */
export interface MeasuredNetwork {
  readonly network: BlobId;
  readonly target: string;
  readonly measured: Measurement;
}

/** Evaluates a network, pruned by a plan where one is given. */
export interface EvaluateRequest {
  readonly run: RunContext;
  /** The step, for progress. */
  readonly label: string;
  readonly network: BlobId;
  readonly plan: BlobId | null;
  readonly dataset: NamedDataset;
  readonly settings: SingleEvaluation;
  readonly seed: number;
  /** Classes whose IoU is asked for, by name. */
  readonly classes?: readonly string[];
  /** Where the result is an estimate: keep its counts image by image, and do without classes that no image has. */
  readonly estimate?: boolean;
  /** An estimate on fewer images, which are not run again. */
  readonly known?: KeptPart;
}

export interface EvaluateAnswer {
  readonly miou: number;
  readonly perClassIou: readonly (number | null)[];
  readonly images: number;
  /** Whether an earlier evaluation of the very same things, in this run or another, gave the answer. */
  readonly cached?: boolean;
  /** Of the classes that were asked for. */
  readonly classIou?: Readonly<Record<string, number>>;
  /** Of an estimate. */
  readonly part?: KeptPart;
}

/** What an evaluation on more images goes on from. */
export interface KeptPart {
  /** Counts image by image, an ImageConfusions. */
  readonly confusions: BlobId;
  /** Recalibrated batch-norm statistics, as safetensors. */
  readonly statistics: BlobId;
}

/** What is known of a candidate on a part of the images. */
export interface Estimate {
  readonly images: number;
  /** IoUs on these images alone. */
  readonly metrics: Metrics;
  readonly part: KeptPart;
}

/** A candidate as `compareStage` takes it: what is known exactly, and the counts of its estimate. */
export interface StageContender {
  readonly id: number;
  readonly metrics: Metrics;
  readonly confusions: BlobId;
}

/** Asks which candidates a rival dominates clearly, among them or beside them, by estimates on the same images. */
export interface CompareRequest {
  readonly candidates: readonly StageContender[];
  readonly rivals: readonly StageContender[];
  readonly objectives: readonly ObjectiveRecord[];
  readonly constraints: readonly string[];
  readonly baseline: Metrics;
  /** In standard errors. */
  readonly confidence: number;
  /** How many images the full evaluation has, those of the estimate among them. */
  readonly population?: number;
}

/** Asks for gradients of the training loss over training images, `images` at most. */
export interface SaliencyRequest {
  readonly run: RunContext;
  readonly label: string;
  readonly network: BlobId;
  readonly dataset: NamedDataset;
  readonly images: number;
  readonly seed: number;
}

export interface SpaceRequest {
  readonly network: BlobId;
  readonly protect: readonly string[];
  readonly roundTo: number;
  readonly minRatio: number;
  readonly maxRatio?: number;
  readonly bounds?: readonly Bound[];
}

/** A ranking with its gradients, safetensors by parameter name, in the store. */
export type RankingRef =
  Exclude<Ranking, { criterion: 'taylor' }> | { readonly criterion: 'taylor'; readonly gradients: BlobId };

/** `norm` is what earlier releases ask for in place of `ranking`. */
export interface PruneRequest extends SpaceRequest {
  readonly ranking?: RankingRef;
  readonly norm?: 'l1' | 'l2';
  readonly genomes: readonly (readonly number[])[];
}

/** Asks for plans that prune one group at a time. `ratios` ascend. */
export interface SweepRequest extends Pick<SpaceRequest, 'network' | 'protect' | 'roundTo'> {
  readonly ranking: RankingRef;
  readonly ratios: readonly number[];
}

/** A group with the plan of each pruning ratio; null where the group stays whole. */
export interface GroupSweep {
  readonly id: GroupId;
  readonly channels: number;
  readonly points: readonly { readonly ratio: number; readonly kept: number; readonly plan: BlobId | null }[];
}

export interface ScoreRequest {
  readonly network: BlobId;
  /** A plan a candidate; null for the network as it is. */
  readonly plans: readonly (BlobId | null)[];
  readonly targets: Readonly<Record<string, Target>>;
}

/** Asks for plans and what is known of them without running them. */
export interface PruneAndScoreRequest extends PruneRequest {
  readonly targets: ScoreRequest['targets'];
}

export interface Prepared {
  readonly plan: BlobId;
  readonly metrics: Metrics;
}

/** A search by the run and the step that it belongs to. */
export interface SearchName {
  readonly run: string;
  readonly step: string;
}

/** What a webhook is told of a run that has ended. Its `version` grows when a field changes its meaning. */
export interface RunMessage {
  readonly version: 1;
  readonly event: 'success' | 'failure';
  readonly pipeline: string;
  /** The workflow id. */
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** Of a failure, at its root. */
  readonly failure?: { readonly code: string; readonly message: string };
  /** Of a success: the searches, with the number of candidates on each front. */
  readonly searches?: readonly {
    readonly step: string;
    readonly hypervolume: number;
    readonly front: number;
    readonly evaluations: { readonly paid: number; readonly cached: number; readonly saved: number };
  }[];
}

export interface NotifyRequest {
  readonly webhook: string;
  readonly message: RunMessage;
}

export interface KeepSearchRequest extends SearchName {
  readonly kept: BlobId;
  /** What the search is known by, whatever its run. */
  readonly origin?: string;
  readonly evaluations?: number;
}

export interface CompileRequest {
  readonly run: RunContext;
  readonly network: BlobId;
  readonly backend: string;
  readonly precision?: Precision;
  /** For back ends that run a tool. */
  readonly tool?: ToolSettings;
  /** Training images from which ranges of activations are taken, and validation images that the program is judged on. */
  readonly images?: { readonly calibration: number; readonly evaluation: number };
  readonly target: { readonly name: string; readonly spec: CompileTarget };
  /** The pipeline's datasets: the check of the compiled network runs on images that the network was judged on. */
  readonly datasets: Readonly<Record<string, DatasetSpec>>;
  /** As measured before compilation, where it was. */
  readonly miou: number | null;
}

export interface CompareSeriesRequest {
  readonly run: RunContext;
  /** What runs are compared with each other. */
  readonly series: string;
  readonly hypervolumes: readonly NamedHypervolume[];
  /** The share of its hypervolume that a front may lose. */
  readonly maxDrop: number;
}

export interface ExecRequest extends ExecSettings {
  readonly run: RunContext;
  /** What the step is called, and its folder of results. */
  readonly label: string;
}

/** Asks for pictures of what networks of a run predict. */
export interface SamplesRequest {
  readonly run: RunContext;
  /** The step, for progress. */
  readonly label: string;
  /** Networks that were trained; those count that a search found. */
  readonly finetuned: readonly BlobId[];
  readonly selected: readonly CandidateRef[];
  readonly datasets: Readonly<Record<string, DatasetSpec>>;
}

/** The digest of `SamplesRecord`s; null where there is nothing to show. */
export interface SamplesAnswer {
  readonly samples: BlobId | null;
}

/** A network that a step trained, with the mIoU that it reached on the whole validation split. */
export interface TrainedNetwork {
  readonly network: BlobId;
  readonly miou: number;
  /** Not in results of earlier releases. */
  readonly perClassIou?: EvaluateAnswer['perClassIou'];
  /** Of the network before pruning, on the same images. Not where nothing was pruned. */
  readonly before?: Pick<EvaluateAnswer, 'miou' | 'perClassIou'>;
}

export interface ReportRequest {
  readonly run: RunContext;
  readonly record: Omit<RunRecord, 'searches' | 'sensitivities' | 'solutions' | 'versions' | 'finishedAt'>;
  readonly searches: readonly BlobId[];
  /** Candidates that steps have selected. */
  readonly selected?: readonly CandidateRef[];
  /** Records of sensitivity steps. */
  readonly sensitivities?: readonly BlobId[];
  readonly programs: readonly ProgramRef[];
  /** Networks that were fine-tuned, with the mIoU that they reached. */
  readonly finetuned: readonly TrainedNetwork[];
  readonly targets: Readonly<Record<string, Target>>;
  /** Networks that steps measured. */
  readonly measured?: readonly MeasuredNetwork[];
  /** Pictures of what networks predict, or why there are none. */
  readonly samples?: SamplesAnswer | { readonly failure: string };
}

/** What is known of a run when a search of it begins, with the names of all its searches. */
export interface LiveReport extends Pick<ReportRequest, 'run' | 'record' | 'searches' | 'sensitivities'> {
  readonly siblings: readonly string[];
}

/** Asks for the page of a run that goes on, with a search as it stands. */
export interface RunningReportRequest extends LiveReport {
  readonly summary: SearchSummary;
}

export interface ReportAnswer {
  readonly html: PublishedFile;
  readonly results: PublishedFile;
  readonly front: PublishedFile;
  readonly solutions: PublishedFile;
  /** Where the run had a sensitivity step. */
  readonly sensitivity?: PublishedFile;
  /** Candidates, generations, classes and layers as CSV, where there are any. */
  readonly details?: readonly PublishedFile[];
}

export type {
  BlobId,
  EvolutionRecord,
  GenerationRecord,
  ImageCounts,
  MeasurementCounts,
  ObjectiveRecord,
  SearchRecord,
  SensitivityRecord,
};

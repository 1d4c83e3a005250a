import type { Latency, Precision } from '../compilers/compiler.js';
import type { ProgramScore } from '../compilers/judge.js';
import type { Origin, SearchSettings as EvolutionSettings } from '../../core/evolution/types.js';
import type { LayerEstimate } from '../../core/hardware/estimate.js';
import type { Measurement } from '../../core/hardware/measurement.js';
import type { Metrics } from '../../core/metrics/metrics.js';
import type { ObjectiveRecord } from '../../core/pipeline/objectives.js';
import type { GroupSensitivity } from '../../core/network/sensitivity.js';

/** The facts of one run: plain JSON, the content of `results.json` and all that the report is drawn from. */
export interface RunRecord {
  readonly version: 1;
  /** Of a run that goes on: `finishedAt` is when the record was made. */
  readonly state?: 'running';
  readonly name: string;
  readonly workflowId: string;
  readonly seed: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Of everything that the figures depend on, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The pipeline's YAML text. */
  readonly pipeline: string;
  readonly searches: readonly SearchRecord[];
  readonly sensitivities: readonly SensitivityRecord[];
  readonly solutions: readonly SolutionRecord[];
  readonly compiled?: readonly CompiledNetworkRecord[];
  /** What limits the layers of networks on modelled targets. */
  readonly layers?: readonly LayersRecord[];
  readonly phases: readonly PhaseRecord[];
  /**
   * Evaluations of mIoU that ran, those answered from what was known already, and those that nothing needed: of candidates
   * beyond their constraints, or that keep the same channels as another.
   */
  readonly evaluations: { readonly paid: number; readonly cached: number; readonly saved: number };
}

export interface PhaseRecord {
  readonly step: string;
  readonly uses: string;
  readonly seconds: number;
}

export type { ObjectiveRecord };

/** A network, layer by layer, on a target, by the target's model. */
export interface LayersRecord {
  /** The solution's name; `Baseline` for the network that was searched. */
  readonly network: string;
  readonly isBaseline?: boolean;
  /** The step of the search that the network belongs to. */
  readonly search: string;
  readonly target: string;
  readonly layers: readonly LayerRecord[];
}

export type LayerRecord = Pick<LayerEstimate, 'name' | 'latencyMs' | 'cycles' | 'bound' | 'utilisation'>;

/** IoU by class, in the order of their names; null for a class in no true and no predicted pixel. */
export type ClassIous = readonly (number | null)[];

/** A channel group that the search prunes: its gene counts kept channels in units of `roundTo`. */
export interface GroupRecord {
  readonly id: string;
  readonly channels: number;
  readonly roundTo: number;
}

export interface SearchRecord {
  readonly step: string;
  readonly objectives: readonly ObjectiveRecord[];
  /** As written in the pipeline. */
  readonly constraints: readonly string[];
  readonly baseline: Metrics;
  /** Of the network before pruning. Missing in records of earlier releases. */
  readonly baselineIou?: ClassIous;
  /** In the order of the genes. */
  readonly groups: readonly GroupRecord[];
  /** How candidates were bred and survived. Missing in records of earlier releases. */
  readonly evolution?: EvolutionRecord;
  readonly generations: readonly GenerationRecord[];
  /** Ids of the final front's candidates. */
  readonly front: readonly number[];
  /** Missing in records of earlier releases. */
  readonly images?: ImageCounts;
  /** Where latency was measured: how often, and what was found of the network before pruning, by target. */
  readonly measurements?: MeasurementCounts;
  readonly measured?: Readonly<Record<string, Measurement>>;
  /** Why it ended: `generations`, `evaluations`, `seconds`, `stagnation`, `goal`, `exhausted` or `stopped`. */
  readonly ended?: string;
}

export type EvolutionRecord = Pick<
  EvolutionSettings,
  'algorithm' | 'population' | 'seed' | 'sampling' | 'crossover' | 'mutation'
>;

export interface GenerationRecord {
  readonly generation: number;
  readonly candidates: readonly CandidateRecord[];
  /** Ids of the front after this generation. */
  readonly front: readonly number[];
  readonly hypervolume: number;
  /** Candidates judged here, known from earlier evaluations, and not judged in full. */
  readonly evaluations?: { readonly paid: number; readonly cached: number; readonly saved: number };
}

export interface CandidateRecord {
  readonly id: number;
  readonly generation: number;
  readonly genome: readonly number[];
  /** `dropped`: clearly dominated by estimates, and not judged in full. */
  readonly status: 'feasible' | 'infeasible' | 'dropped' | 'failed';
  /** Where the genome came from: drawn, given, or bred of two parents. */
  readonly origin?: Origin;
  /** Without `miou` where it was not paid for. No estimates. */
  readonly metrics: Metrics;
  /** By target, where latency was measured. */
  readonly measured?: Readonly<Record<string, Measurement>>;
  /** Over the same images as `miou`. */
  readonly perClassIou?: ClassIous;
  /** Whether `miou` was known from an earlier evaluation. */
  readonly cached?: boolean;
  /** IoUs on a part of the images, by stage. */
  readonly estimates?: readonly EstimateRecord[];
  readonly violation?: number;
  readonly reason?: string;
}

export interface EstimateRecord {
  readonly images: number;
  readonly metrics: Metrics;
}

/**
 * Images that evaluations of a search's candidates took: those that ran, those answered from earlier evaluations, and
 * those that dropped candidates were spared. The sum is what judging every one of them in full would take.
 */
export interface ImageCounts {
  readonly evaluated: number;
  readonly cached: number;
  readonly saved: number;
  /** Training images that ran to recalibrate batch norm. */
  readonly recalibration: number;
}

/** Measurements of a search's candidates that were made, that were known already, and that stayed noisy, of both. */
export interface MeasurementCounts {
  readonly made: number;
  readonly known: number;
  readonly noisy: number;
}

/** What a sensitivity step measured. */
export interface SensitivityRecord {
  readonly step: string;
  /** The criterion by which channels went. */
  readonly ranking: string;
  /** Points of mIoU that a group may cost alone. */
  readonly maxLoss: number;
  /** mIoU of the whole network, judged in the same way as all others. */
  readonly baseline: number;
  /** Pruning ratios, ascending. */
  readonly ratios: readonly number[];
  /** `minRatio`: the least share of channels that costs no more than `maxLoss`. */
  readonly groups: readonly (GroupSensitivity & { readonly minRatio: number })[];
}

export interface SolutionRecord {
  readonly name: string;
  /** The step of the search that found it, and the candidate's id there. */
  readonly search: string;
  readonly candidate: number;
  /** Channels kept, by group. */
  readonly kept: Readonly<Record<string, number>>;
  readonly baseline: Metrics;
  readonly pruned: Metrics;
  readonly finetuned?: Metrics;
  /**
   * mIoU of the network before pruning on the images that fine-tuned ones are judged on, all of the validation split;
   * `baseline` and `pruned` have those of the search. Missing in records of earlier releases.
   */
  readonly unpruned?: Metrics;
  /** IoU by class, as far as it is known of each stage. */
  readonly classIou?: ClassIouRecord;
  /** What measure steps found of the final network, by target. */
  readonly measured?: Readonly<Record<string, Measurement>>;
  readonly artifacts: {
    readonly onnx?: ArtifactRecord;
    readonly manifest?: ArtifactRecord;
    /** The prune plan that makes the solution of the network before pruning. */
    readonly plan?: ArtifactRecord;
    /** The largest difference between the outputs of the compiled network and of the trained one. */
    readonly maxDifference?: number;
  };
  /** What it was compiled to. */
  readonly programs?: readonly ProgramRecord[];
}

export interface ClassIouRecord {
  readonly classes: readonly string[];
  readonly baseline?: ClassIous;
  readonly pruned?: ClassIous;
  readonly finetuned?: ClassIous;
}

/** A network that comes from no search of the run, and what it was compiled to. */
export interface CompiledNetworkRecord {
  readonly name: string;
  readonly programs: readonly ProgramRecord[];
}

/** A compiled program. `files`: the program first, then what comes with it. */
export interface ProgramRecord {
  readonly backend: string;
  readonly precision: Precision;
  readonly target: string;
  readonly files: readonly ArtifactRecord[];
  readonly manifest: ArtifactRecord;
  readonly score: ProgramScore | null;
  readonly latencies: readonly Latency[];
}

export interface ArtifactRecord {
  readonly digest: string;
  readonly bytes: number;
  readonly path: string;
}

/** Whether a value that was read is the record of a run, as far as its keys tell. */
export function isRunRecord(value: unknown): value is RunRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'workflowId' in value &&
    'searches' in value &&
    Array.isArray(value.searches) &&
    'sensitivities' in value &&
    'solutions' in value
  );
}

/** What a fine-tuned solution is compared with: the network before pruning, judged on the same images. */
export function beforeTuning({ baseline, unpruned }: Pick<SolutionRecord, 'baseline' | 'unpruned'>): Metrics {
  return { ...baseline, ...unpruned };
}

/** The candidates of a search that were asked for by id, in that order; ids that it does not have are left out. */
export function candidatesOf(search: SearchRecord, ids: readonly number[]): CandidateRecord[] {
  const byId = new Map(
    search.generations.flatMap(({ candidates }) => candidates).map((candidate) => [candidate.id, candidate]),
  );
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Channels that a genome keeps, by group. */
export function keptChannels(
  groups: readonly GroupRecord[],
  genome: readonly number[],
): Record<string, number> {
  return Object.fromEntries(
    groups.map(({ id, channels, roundTo }, gene) => [id, Math.min(channels, genome[gene] * roundTo)]),
  );
}

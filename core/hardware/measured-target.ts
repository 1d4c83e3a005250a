import { TargetError } from '../errors.js';
import { energyMetric, latencyMetric, type Metrics } from '../metrics/metrics.js';
import type { Measurement } from './measurement.js';
import type { Target } from './target.js';

/** The device of a worker, on which the candidate itself runs. */
export interface DeviceTarget {
  readonly model: 'device';
  readonly description?: string;
  /** Images a run. Default 1. */
  readonly batch?: number;
  /** Threads a run may use. Default 1. */
  readonly threads?: number;
  /** Runs before the first that counts. Default 5. */
  readonly warmup?: number;
  /** Runs whose median is the latency. Default 30. */
  readonly repetitions?: number;
  /** Up to which spread a measurement counts as quiet. Default 0.05. */
  readonly maxSpread?: number;
  /** How often a noisy measurement is made at the most. Default 3. */
  readonly attempts?: number;
}

/** A program of the user's that says how long a network takes: a board behind ssh, an estimator. */
export interface CommandTarget {
  readonly model: 'command';
  readonly description?: string;
  /** Program and arguments; `{onnx}` stands for the path of the network. */
  readonly command: readonly string[];
  /** Default 600. */
  readonly timeoutSeconds?: number;
}

/** An Arm Ethos-U, whose compiler Vela estimates how long a network takes. */
export interface VelaTarget {
  readonly model: 'vela';
  readonly description?: string;
  /** The processor and its multiply-accumulates a cycle. */
  readonly accelerator: EthosU;
  /** Clock and memories, by a name in Vela's own configuration file. */
  readonly systemConfig: string;
  /** What lies in which memory, by a name in that file. */
  readonly memoryMode: string;
  /** SRAM for activations, in place of the memory mode's. */
  readonly arenaCacheKiB?: number;
  /** Default `performance`. */
  readonly optimise?: 'performance' | 'size';
  /** Default 600. */
  readonly timeoutSeconds?: number;
}

export type EthosU =
  | `ethos-u55-${32 | 64 | 128 | 256}`
  | `ethos-u65-${256 | 512}`
  | `ethos-u85-${128 | 256 | 512 | 1024 | 2048}`;

/** A target that is asked, and not computed. */
export type MeasuredTarget = DeviceTarget | CommandTarget | VelaTarget;

/** A target that programs are compiled for. */
export type CompileTarget = Target | VelaTarget;

type Targets = Readonly<Record<string, Target | MeasuredTarget>>;

export function isMeasured(target: Target | MeasuredTarget): target is MeasuredTarget {
  return target.model === 'device' || target.model === 'command' || target.model === 'vela';
}

/** A target to compile for. Throws a TargetError `TARGET_NOT_MODELLED` for one of which only measurements are known. */
export function compileTarget(target: Target | MeasuredTarget): CompileTarget {
  return target.model === 'vela' ? target : modelled(target);
}

/** A target to compute with. Throws a TargetError `TARGET_NOT_MODELLED` for one that is measured. */
export function modelled(target: Target | MeasuredTarget): Target {
  if (!isMeasured(target)) return target;
  throw new TargetError(
    'TARGET_NOT_MODELLED',
    `A target of the model '${target.model}' is measured in a pipeline; there is nothing to compute here.`,
    { hint: 'Name a target with a hardware model, such as pe-array or table.' },
  );
}

/** Targets whose model computes what a network costs. */
export function modelledTargets(targets: Targets): Readonly<Record<string, Target>> {
  return Object.fromEntries(
    Object.entries(targets).filter((entry): entry is [string, Target] => !isMeasured(entry[1])),
  );
}

/** Targets that are measured, of those whose figures are read: measuring takes its time. */
export function measuredTargets(
  targets: Targets,
  read: readonly string[],
): Readonly<Record<string, MeasuredTarget>> {
  return Object.fromEntries(
    Object.entries(targets)
      .filter((entry): entry is [string, MeasuredTarget] => isMeasured(entry[1]))
      .filter(([name]) => read.some((metric) => isFigureOf(metric, name))),
  );
}

/** Whether a metric is found out by measuring on a target of that name. */
export function isFigureOf(metric: string, target: string): boolean {
  return metric === latencyMetric(target) || metric === energyMetric(target);
}

/** Measurements by target, as metrics. */
export function measuredMetrics(measurements: Readonly<Record<string, Measurement>>): Metrics {
  return Object.fromEntries(
    Object.entries(measurements).flatMap(([name, { latencyMs, energyMj }]): [string, number][] => [
      [latencyMetric(name), latencyMs],
      ...(energyMj === undefined ? [] : [[energyMetric(name), energyMj] satisfies [string, number]]),
    ]),
  );
}

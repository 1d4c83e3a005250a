/** Energy of what a layer does. A figure that is not given is 0. */
export interface EnergyFigures {
  /** Picojoules of a multiply-accumulate. */
  readonly macPj?: number;
  /** Picojoules of a byte read from or written to on-chip memory. */
  readonly sramPjPerByte?: number;
  /** Picojoules of a byte read from or written to external memory. */
  readonly dramPjPerByte?: number;
  /** Power that is drawn as long as the network runs, whatever it does. */
  readonly watts?: number;
}

interface TargetBase {
  readonly description?: string;
  /** Bits of one weight or activation. */
  readonly wordBits: number;
  /** Without it, figures of the literature for the word size. */
  readonly energy?: EnergyFigures;
}

/** A spatial array of multiply-accumulate units, fed from DRAM tile by tile. */
export interface PeArrayTarget extends TargetBase {
  readonly model: 'pe-array';
  /** Input channels (C), output channels (K) and kernel columns (FX, default 1) that the array takes in one cycle. */
  readonly spatialUnroll: { readonly C: number; readonly K: number; readonly FX?: number };
  readonly clockMhz: number;
  /** DRAM bandwidth in 10^9 bits a second. */
  readonly dramGbps: number;
  /** Outputs of one channel that are computed from one loaded input window. Default 10x10. */
  readonly tile?: { readonly width: number; readonly height: number };
  /** Cycles lost for each tile, C input channels and K output channels: filling and draining the array. Default 0. */
  readonly passCycles?: number;
  /** What passes DRAM while the array computes. Default `windows`. */
  readonly traffic?: 'windows' | 'all';
}

export type Dataflow = 'os' | 'ws' | 'is';

/** A systolic array as SCALE-Sim has it. */
export interface SystolicTarget extends TargetBase {
  readonly model: 'systolic';
  readonly array: { readonly height: number; readonly width: number };
  /** What stays in the array: outputs, weights or inputs. */
  readonly dataflow: Dataflow;
  readonly clockMhz: number;
  /** DRAM bandwidth in 10^9 bits a second. Without it memory never stalls the array. */
  readonly dramGbps?: number;
  /** Sizes of the double-buffered memories in KiB, both halves. Without it everything fits. */
  readonly sramKiB?: { readonly ifmap: number; readonly filter: number; readonly ofmap: number };
}

/** A processor that is known by its peaks (Williams et al. 2009). */
export interface RooflineTarget extends TargetBase {
  readonly model: 'roofline';
  /** 10^9 multiply-accumulates a second. */
  readonly peakGmacs: number;
  /** DRAM bandwidth in 10^9 bits a second. */
  readonly dramGbps: number;
  /** Microseconds that starting a kernel takes, one a layer. Default 0. */
  readonly launchUs?: number;
  /** Share of both peaks that a large layer reaches, 0 … 1. Default 1. */
  readonly efficiency?: number;
  /** Output pixels and channels that one of `units` computes at a time; what is left over is computed in full. */
  readonly tile?: { readonly pixels: number; readonly channels: number; readonly units: number };
}

/** Measured latency of one row of a layer table at chosen numbers of channels. */
export interface MeasuredLayer {
  /** The row's name. */
  readonly layer: string;
  /** Ascending. */
  readonly inChannels: readonly number[];
  /** Ascending; [0] where the row has none of its own. */
  readonly outChannels: readonly number[];
  /** A list for each of `inChannels`, in it a number for each of `outChannels`. */
  readonly latencyMs: readonly (readonly number[])[];
}

/** A device whose layers were measured. */
export interface TableTarget extends TargetBase {
  readonly model: 'table';
  readonly layers: readonly MeasuredLayer[];
}

/** A piece of hardware, by its model. */
export type Target = PeArrayTarget | SystolicTarget | RooflineTarget | TableTarget;

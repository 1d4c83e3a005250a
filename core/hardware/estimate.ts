/** What decides a layer's time. A `measured` one is known from its time alone. */
export type Bound = 'compute' | 'window-load' | 'memory' | 'launch' | 'measured';

/** What a model says of one row of a layer table, for one image. */
export interface RowCost {
  /** Of models that count in cycles. */
  readonly cycles?: number;
  readonly latencyMs: number;
  readonly bound: Bound;
  /** Useful multiply-accumulates over those that the hardware could have done in the same time, 0 … 1, where known. */
  readonly utilisation?: number;
  /** Bytes that pass external memory, and bytes that pass on-chip memory. */
  readonly dramBytes: number;
  readonly sramBytes: number;
}

/** A row's cost by a model that counts in cycles. */
export interface CycleCost extends RowCost {
  readonly cycles: number;
  readonly utilisation: number;
}

interface Named {
  readonly name: string;
  readonly energyMj: number;
}

export type LayerEstimate = RowCost & Named;
export type CycleEstimate = CycleCost & Named;

/** A hardware model's answer for one network, one image. Latency and energy are the sums of the layers'. */
export interface HardwareEstimate<Layer extends LayerEstimate = LayerEstimate> {
  readonly latencyMs: number;
  readonly energyMj: number;
  /** The most that activations take at once. */
  readonly peakMemoryBytes: number;
  /** All weights of convolutions. */
  readonly weightBytes: number;
  readonly layers: readonly Layer[];
}

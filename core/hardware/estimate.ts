/** What decides a layer's time. */
export type Bound = 'compute' | 'window-load' | 'memory';

export interface LayerEstimate {
  readonly name: string;
  readonly cycles: number;
  readonly latencyMs: number;
  readonly bound: Bound;
  /** Useful multiply-accumulates over those that the array could have done in the same cycles, 0 … 1. */
  readonly utilisation: number;
}

/** A hardware model's answer for one network, one image. The total is the sum of the layers. */
export interface HardwareEstimate {
  readonly latencyMs: number;
  readonly layers: readonly LayerEstimate[];
}

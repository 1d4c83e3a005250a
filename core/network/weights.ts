/** A dense row-major float32 tensor. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Parameters by name (`<layer>.<parameter>`), with the layouts that `layer.ts` gives. */
export type Weights = ReadonlyMap<string, Tensor>;

import type { Shape } from '../../../core/network/layer.js';
import type { NativeTensor, Scope } from './native.js';

/** What a layer is built from: `constants` outlives every step. Shapes are one image's; the batch is fixed. */
export interface Surroundings {
  readonly batch: number;
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly constants: Scope;
}

/** What `backward` gives: gradients as the layer's inputs and parameters are ordered. */
export interface Gradients {
  /** Undefined where the gradient was not wanted. Owned by the caller; one tensor may stand in two places, retained. */
  readonly inputs: readonly (NativeTensor | undefined)[];
  readonly parameters: readonly NativeTensor[];
}

export interface ForwardPass {
  readonly output: NativeTensor;
  /** Called at most once, with the gradient of the output. Frees what the layer saved, not the arguments. */
  backward(scope: Scope, gradient: NativeTensor, wanted: readonly boolean[]): Gradients;
}

/**
 * A layer as kernels of TensorFlow. Activations are NHWC, kernels HWIO or HWOI as `ParameterLayout` has them. `parameters` are the trainable ones, in the
 * order of `parameterNames`.
 */
export interface LayerProgram {
  readonly parameterNames: readonly ('weight' | 'bias' | 'slope')[];
  forward(
    scope: Scope,
    inputs: readonly NativeTensor[],
    parameters: readonly NativeTensor[],
    statistics: Statistics | undefined,
  ): ForwardPass;
}

/** Running mean and variance of a batch norm. `forward` replaces them. */
export interface Statistics {
  mean: NativeTensor;
  variance: NativeTensor;
  /** Owns the two. */
  readonly owner: Scope;
}

/** The NHWC dimensions of a batch. */
export function dimensions(batch: number, shape: Shape): readonly number[] {
  return [batch, shape.height, shape.width, shape.channels];
}

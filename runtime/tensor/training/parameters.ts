import type { Network } from '../../../core/network/layer.js';
import { checkWeights, parameterShapes, weightOf } from '../../../core/network/parameters.js';
import type { Tensor, Weights } from '../../../core/network/weights.js';

/** One trainable parameter and its place in the vector of all. */
export interface Parameter {
  readonly name: string;
  readonly layer: string;
  /** As in `Weights`: kernels OIHW. */
  readonly shape: readonly number[];
  /** As TensorFlow wants it: kernels HWIO. */
  readonly nativeShape: readonly number[];
  readonly offset: number;
  readonly size: number;
}

/**
 * The trainable parameters of a network, one after another in a single vector, kernels in HWIO order. An optimiser so
 * needs a dozen operations a step instead of a dozen a parameter.
 */
export interface ParameterLayout {
  readonly parameters: readonly Parameter[];
  readonly size: number;
  /** Names of batch norms' running statistics, each [channels]. */
  readonly statistics: readonly string[];
}

export function parameterLayout(network: Network): ParameterLayout {
  const parameters: Parameter[] = [];
  const statistics: string[] = [];
  let offset = 0;
  for (const [name, shape] of parameterShapes(network)) {
    const dot = name.lastIndexOf('.');
    if (name.slice(dot + 1).startsWith('running_')) {
      statistics.push(name);
      continue;
    }
    const size = shape.reduce((product, length) => product * length, 1);
    parameters.push({
      name,
      layer: name.slice(0, dot),
      shape,
      nativeShape: nativeShape(shape),
      offset,
      size,
    });
    offset += size;
  }
  return { parameters, size: offset, statistics };
}

/** The vector of all trainable parameters. Throws `checkWeights`'s errors. */
export function flatten(network: Network, layout: ParameterLayout, weights: Weights): Float32Array {
  checkWeights(network, weights);
  const vector = new Float32Array(layout.size);
  for (const { name, shape, offset } of layout.parameters) {
    vector.set(toNative(shape, weightOf(weights, name).data), offset);
  }
  return vector;
}

/** The parameters of a vector that `flatten` made, by name. */
export function unflatten(layout: ParameterLayout, vector: Float32Array): Map<string, Tensor> {
  return new Map(
    layout.parameters.map(({ name, shape, offset, size }) => [
      name,
      { shape, data: fromNative(shape, vector.subarray(offset, offset + size)) },
    ]),
  );
}

function nativeShape(shape: readonly number[]): readonly number[] {
  return shape.length === 4 ? [shape[2], shape[3], shape[1], shape[0]] : shape;
}

/** OIHW to HWIO: the matrix of [outputs x inputs] by taps is turned round. Other tensors stay. */
function toNative(shape: readonly number[], data: Float32Array): Float32Array {
  if (shape.length !== 4) return data;
  const [outputs, inputs, height, width] = shape;
  const taps = height * width;
  const turned = new Float32Array(data.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let tap = 0; tap < taps; tap++) {
        turned[(tap * inputs + input) * outputs + output] = data[(output * inputs + input) * taps + tap];
      }
    }
  }
  return turned;
}

function fromNative(shape: readonly number[], data: Float32Array): Float32Array {
  if (shape.length !== 4) return data.slice();
  const [outputs, inputs, height, width] = shape;
  const taps = height * width;
  const turned = new Float32Array(data.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      for (let tap = 0; tap < taps; tap++) {
        turned[(output * inputs + input) * taps + tap] = data[(tap * inputs + input) * outputs + output];
      }
    }
  }
  return turned;
}

import { parameterName, type Layer, type Network } from '../../../core/network/layer.js';
import { checkWeights, parameterShapes, weightOf } from '../../../core/network/parameters.js';
import type { Tensor, Weights } from '../../../core/network/weights.js';
import { layersOfLogits } from './logits.js';

/** One trainable parameter and its place in the vector of all. */
export interface Parameter {
  readonly name: string;
  /** As in `Weights`: kernels OIHW, or IOHW of transposed convolutions. */
  readonly shape: readonly number[];
  /** As TensorFlow wants it: kernels HWIO, or HWOI of transposed convolutions. */
  readonly nativeShape: readonly number[];
  readonly offset: number;
  readonly size: number;
}

/**
 * The trainable parameters of a network, one after another in a single vector, kernels turned for TensorFlow. An
 * optimiser so needs a dozen operations a step instead of a dozen a parameter. Parameters that the logits do not depend
 * on are none of them, and shared ones are there once.
 */
export interface ParameterLayout {
  readonly parameters: readonly Parameter[];
  readonly size: number;
}

export function parameterLayout(network: Network): ParameterLayout {
  const trainable = new Set(layersOfLogits(network).flatMap(trainableParameters));
  const parameters: Parameter[] = [];
  let offset = 0;
  for (const [name, shape] of parameterShapes(network)) {
    if (!trainable.has(name)) continue;
    const size = shape.reduce((product, length) => product * length, 1);
    parameters.push({ name, shape, nativeShape: nativeShape(shape), offset, size });
    offset += size;
  }
  return { parameters, size: offset };
}

/** The full names of what training changes by gradients in a layer. */
export function trainableParameters(layer: Layer): readonly string[] {
  return parameterNames(layer).map((name) => parameterName(layer, name));
}

function parameterNames(layer: Layer): readonly string[] {
  switch (layer.kind) {
    case 'conv':
    case 'convtranspose':
      return layer.bias ? ['weight', 'bias'] : ['weight'];
    case 'batchnorm':
      return ['weight', 'bias'];
    case 'prelu':
      return ['slope'];
    default:
      return [];
  }
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

/** OIHW to HWIO, or IOHW to HWOI: the matrix of the first two by taps is turned round. Other tensors stay. */
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

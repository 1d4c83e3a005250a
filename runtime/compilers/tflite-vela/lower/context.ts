import type { Layer, Shape } from '../../../../core/network/layer.js';
import { parameterName } from '../../../../core/network/layer.js';
import { weightOf } from '../../../../core/network/parameters.js';
import { shapeOf } from '../../../../core/network/shapes.js';
import type { Weights } from '../../../../core/network/weights.js';
import type {
  FusedActivation,
  Operation,
  TensorScale,
  TfliteOperator,
  TfliteTensor,
  WordScale,
} from '../model.js';

/** A tensor of the model with what operators that read it need to know. */
export interface Value {
  readonly tensor: number;
  readonly shape: Shape;
  readonly scale: WordScale;
}

/** A layer on its way into the model. */
export interface Lowered {
  readonly inputs: readonly Value[];
  /** The value that the layer shall give. */
  readonly output: Value;
  readonly activation: FusedActivation;
}

/**
 * How bilinear interpolation is written: by TFLite's operator, or, where factors allow it, by operators that every Ethos-U
 * has.
 */
export type Resizes = 'plain' | 'filtered';

/** The model so far, and what lowering a layer reads. */
export class LoweringContext {
  readonly tensors: TfliteTensor[] = [];
  readonly operators: TfliteOperator[] = [];

  constructor(
    readonly weights: Weights,
    private readonly shapes: ReadonlyMap<string, Shape>,
    private readonly scales: ReadonlyMap<string, WordScale>,
    readonly resizes: Resizes,
  ) {}

  parameter(layer: Layer, name: string): Float32Array {
    return weightOf(this.weights, parameterName(layer, name)).data;
  }

  shapeOf(layer: string): Shape {
    return shapeOf(this.shapes, layer);
  }

  scaleOf(layer: string): WordScale {
    const scale = this.scales.get(layer);
    if (scale === undefined) throw new Error(`the layer ${layer} has no scale`);
    return scale;
  }

  /** A value that an operator gives. */
  value(name: string, shape: Shape, scale: WordScale): Value {
    const { channels, height, width } = shape;
    return {
      tensor: this.add({ name, shape: [1, height, width, channels], type: 'int8', scale }),
      shape,
      scale,
    };
  }

  /** A value in words that no operator gives. `data` is [height, width, channels]. */
  constantValue(name: string, shape: Shape, scale: WordScale, data: Int8Array): Value {
    const { channels, height, width } = shape;
    const tensor = this.words(name, [1, height, width, channels], scale, data);
    return { tensor, shape, scale };
  }

  words(name: string, shape: readonly number[], scale: TensorScale, data: Int8Array | Int32Array): number {
    return this.add({ name, shape, type: data instanceof Int8Array ? 'int8' : 'int32', scale, data });
  }

  /** Whole numbers that say how an operator works. */
  integers(name: string, values: readonly number[], shape: readonly number[] = [values.length]): number {
    return this.add({ name, shape, type: 'int32', data: Int32Array.from(values) });
  }

  add(tensor: TfliteTensor): number {
    return this.tensors.push(tensor) - 1;
  }

  operator(operation: Operation, inputs: readonly (Value | number)[], output: Value | number): void {
    const tensorOf = (end: Value | number): number => (typeof end === 'number' ? end : end.tensor);
    this.operators.push({ operation, inputs: inputs.map(tensorOf), output: tensorOf(output) });
  }
}

/** The nearest word of a value, halves away from 0, clipped to 8 bits. */
export function toWord(value: number, { scale, zeroPoint }: WordScale): number {
  const steps = value / scale;
  const word = Math.sign(steps) * Math.floor(Math.abs(steps) + 0.5) + zeroPoint;
  return Math.min(Math.max(word, -128), 127);
}

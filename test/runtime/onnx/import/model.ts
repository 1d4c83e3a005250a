import onnxProto, { type onnx } from 'onnx-proto';
import { Random } from '../../../../core/random.js';

const { AttributeProto, ModelProto, TensorProto } = onnxProto.onnx;

/** Whole numbers are INT and INTS. */
export type Attribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly tensor: onnx.ITensorProto }
  | { readonly graph: onnx.IGraphProto };

export type Attributes = Readonly<Record<string, Attribute>>;

/** Sizes of a value; a string names one that is free. */
export type Sizes = readonly (number | string)[];

export interface ModelSettings {
  readonly opset?: number;
  /** The sizes of the input `image`. Default [1, 4, 9, 8]. */
  readonly image?: Sizes;
  readonly imageType?: number;
  readonly seed?: number;
}

/** A graph whose lists are there. */
export interface TestGraph extends onnx.IGraphProto {
  node: onnx.INodeProto[];
  initializer: onnx.ITensorProto[];
  input: onnx.IValueInfoProto[];
  output: onnx.IValueInfoProto[];
  valueInfo: onnx.IValueInfoProto[];
}

/** An ONNX model for a test, written node by node with onnx-proto. */
export class TestModel {
  readonly image = 'image';
  readonly graph: TestGraph;
  readonly opset: number;
  private readonly random: Random;
  private count = 0;

  constructor({ opset = 17, image = [1, 4, 9, 8], imageType = 1, seed = 1 }: ModelSettings = {}) {
    this.opset = opset;
    this.random = Random.fromSeed(seed);
    this.graph = {
      name: 'test',
      node: [],
      initializer: [],
      input: [value('image', image, imageType)],
      output: [],
      valueInfo: [],
    };
  }

  /** Adds a node of ONNX's own domain and returns its first output. */
  node(operator: string, inputs: readonly string[], attributes: Attributes = {}, name = ''): string {
    return this.nodes(operator, inputs, 1, attributes, name)[0];
  }

  nodes(
    operator: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Attributes = {},
    name = '',
  ): string[] {
    const names = Array.from({ length: outputs }, () => `value_${this.count++}`);
    this.graph.node.push({
      opType: operator,
      name,
      input: [...inputs],
      output: names,
      attribute: Object.entries(attributes).map(([key, each]) => attribute(key, each)),
    });
    return names;
  }

  /** Adds normal random weights and returns their name. */
  weights(shape: readonly number[], name?: string): string {
    const data = Float32Array.from({ length: size(shape) }, () => this.random.normal());
    return this.tensor(floats(shape, data), name);
  }

  /** Adds random weights of at least one half: variances, scales. */
  positive(shape: readonly number[], name?: string): string {
    const data = Float32Array.from({ length: size(shape) }, () => 0.5 + Math.abs(this.random.normal()));
    return this.tensor(floats(shape, data), name);
  }

  floats(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.tensor(floats(shape, values));
  }

  wholes(values: readonly number[], shape: readonly number[] = [values.length]): string {
    return this.tensor(wholes(shape, values));
  }

  tensor(tensor: onnx.ITensorProto, name = `constant_${this.count++}`): string {
    this.graph.initializer.push({ ...tensor, name });
    return name;
  }

  /** A convolution of 3x3 with random weights. */
  conv(
    input: string,
    inChannels: number,
    outChannels: number,
    attributes: Attributes = {},
    name = '',
  ): string {
    const weight = this.weights([outChannels, inChannels, 3, 3], name === '' ? undefined : `${name}.weight`);
    return this.node('Conv', [input, weight], { pads: [1, 1, 1, 1], ...attributes }, name);
  }

  output(name: string, type: number = TensorProto.DataType.FLOAT): this {
    this.graph.output.push({ name, type: { tensorType: { elemType: type } } });
    return this;
  }

  encode(domains: readonly string[] = []): Uint8Array {
    return ModelProto.encode({
      irVersion: 8,
      opsetImport: [
        { domain: '', version: this.opset },
        ...domains.map((domain) => ({ domain, version: 1 })),
      ],
      graph: this.graph,
    }).finish();
  }
}

export function value(name: string, sizes: Sizes, elemType = 1): onnx.IValueInfoProto {
  const dim = sizes.map((each) => (typeof each === 'number' ? { dimValue: each } : { dimParam: each }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

export function floats(shape: readonly number[], values: ArrayLike<number>): onnx.ITensorProto {
  const data = Float32Array.from(values);
  return { dims: [...shape], dataType: 1, rawData: new Uint8Array(data.buffer) };
}

export function wholes(shape: readonly number[], values: readonly number[]): onnx.ITensorProto {
  const data = BigInt64Array.from(values, BigInt);
  return { dims: [...shape], dataType: 7, rawData: new Uint8Array(data.buffer) };
}

function attribute(name: string, given: Attribute): onnx.IAttributeProto {
  const { AttributeType } = AttributeProto;
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  if (typeof given === 'number') return { name, type: AttributeType.INT, i: given };
  if (typeof given === 'string') return { name, type: AttributeType.STRING, s: bytes(given) };
  if ('float' in given) return { name, type: AttributeType.FLOAT, f: given.float };
  if ('floats' in given) return { name, type: AttributeType.FLOATS, floats: [...given.floats] };
  if ('strings' in given) return { name, type: AttributeType.STRINGS, strings: given.strings.map(bytes) };
  if ('tensor' in given) return { name, type: AttributeType.TENSOR, t: given.tensor };
  if ('graph' in given) return { name, type: AttributeType.GRAPH, g: given.graph };
  return { name, type: AttributeType.INTS, ints: [...given] };
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, each) => product * each, 1);
}

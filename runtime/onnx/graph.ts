import onnxProto from 'onnx-proto';
import type { onnx } from 'onnx-proto';
import type { Tensor } from '../../core/network/weights.js';

/** Operators as ONNX 1.12 defines them. The later ones give nothing to our layers and are read by fewer toolchains. */
export const OPSET = 17;
/** The version of the ONNX file format. */
export const IR_VERSION = 8;

/** An attribute of a node: whole numbers and lists of them are INT and INTS. */
export type AttributeValue = number | readonly number[] | string | { readonly float: number };

/** A value's shape; a string names a size that is free. */
export type Dimensions = readonly (number | string)[];

export type ElementType = 'float' | 'uint8';

export interface ModelText {
  readonly name: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

const { AttributeProto, ModelProto, TensorProto } = onnxProto.onnx;
const ELEMENT_TYPES = { float: TensorProto.DataType.FLOAT, uint8: TensorProto.DataType.UINT8 } as const;

/** Collects the nodes, constants, inputs and outputs of an ONNX graph and encodes the model. */
export class GraphBuilder {
  private readonly nodes: onnx.INodeProto[] = [];
  private readonly constants: onnx.ITensorProto[] = [];
  private readonly inputs: onnx.IValueInfoProto[] = [];
  private readonly outputs: onnx.IValueInfoProto[] = [];
  private readonly names = new Set<string>();

  /** A name that no value of the graph has: the wanted one, or that with a number. */
  fresh(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.names.has(name); count++) name = `${wanted}_${count}`;
    this.names.add(name);
    return name;
  }

  input(name: string, type: ElementType, dimensions: Dimensions): void {
    this.inputs.push(valueInfo(name, type, dimensions));
  }

  output(name: string, type: ElementType, dimensions: Dimensions): void {
    this.outputs.push(valueInfo(name, type, dimensions));
  }

  /** Adds a node with one output and returns the output's name. */
  node(
    operator: string,
    inputs: readonly string[],
    output: string,
    attributes: Readonly<Record<string, AttributeValue>> = {},
  ): string {
    this.nodes.push({
      name: output,
      opType: operator,
      input: [...inputs],
      output: [output],
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    });
    return output;
  }

  /** Adds a float constant and returns its name. */
  floats(wanted: string, { shape, data }: Tensor): string {
    const name = this.fresh(wanted);
    this.constants.push({
      name,
      dims: [...shape],
      dataType: TensorProto.DataType.FLOAT,
      rawData: littleEndian(data),
    });
    return name;
  }

  /** Adds a one-dimensional int64 constant and returns its name. */
  integers(wanted: string, values: readonly number[]): string {
    const name = this.fresh(wanted);
    const data = BigInt64Array.from(values, BigInt);
    this.constants.push({
      name,
      dims: [values.length],
      dataType: TensorProto.DataType.INT64,
      rawData: littleEndian(data),
    });
    return name;
  }

  encode({ name, metadata = {} }: ModelText): Uint8Array {
    return ModelProto.encode({
      irVersion: IR_VERSION,
      opsetImport: [{ domain: '', version: OPSET }],
      producerName: 'espalier',
      graph: {
        name,
        node: this.nodes,
        initializer: this.constants,
        input: this.inputs,
        output: this.outputs,
      },
      metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    }).finish();
  }
}

function attribute(name: string, value: AttributeValue): onnx.IAttributeProto {
  const { AttributeType } = AttributeProto;
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value };
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: Buffer.from(value, 'utf8') };
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeType.INTS, ints: [...value] };
}

function valueInfo(name: string, type: ElementType, dimensions: Dimensions): onnx.IValueInfoProto {
  const dim = dimensions.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: ELEMENT_TYPES[type], shape: { dim } } } };
}

/** ONNX keeps raw data little-endian, as every machine that Node and onnxruntime run on does. */
function littleEndian(data: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

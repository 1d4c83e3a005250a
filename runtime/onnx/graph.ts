import onnxProto from 'onnx-proto';
import type { onnx } from 'onnx-proto';
import type { OpaqueConstant } from '../../core/network/opaque.js';
import type { Tensor } from '../../core/network/weights.js';
import { constantTensor } from './constant.js';

/** Operators as ONNX 1.12 defines them. The later ones give nothing to our layers and are read by fewer toolchains. */
export const OPSET = 17;

/** An attribute of a node: whole numbers and lists of them are INT and INTS. */
export type AttributeValue =
  | number
  | readonly number[]
  | string
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly strings: readonly string[] }
  | { readonly tensor: OpaqueConstant };

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A value's shape; a string names a size that is free. */
export type Dimensions = readonly (number | string)[];

export type ElementType = 'float' | 'uint8';

export interface ModelText {
  readonly name: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

const { AttributeProto, ModelProto, TensorProto } = onnxProto.onnx;
const ELEMENT_TYPES = { float: TensorProto.DataType.FLOAT, uint8: TensorProto.DataType.UINT8 } as const;

/** The version of the ONNX file format that came with a version of the operators. */
export function irVersion(opset: number): number {
  if (opset >= 21) return 10;
  return opset >= 19 ? 9 : 8;
}

/** Collects the nodes, constants, inputs and outputs of an ONNX graph and encodes the model. */
export class GraphBuilder {
  private readonly nodes: onnx.INodeProto[] = [];
  private readonly constants: onnx.ITensorProto[] = [];
  private readonly inputs: onnx.IValueInfoProto[] = [];
  private readonly outputs: onnx.IValueInfoProto[] = [];
  private readonly names = new Set<string>();
  private readonly domains = new Set<string>();

  /** `opset` is the version of ONNX's operators that nodes are written in. */
  constructor(readonly opset: number = OPSET) {}

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
  node(operator: string, inputs: readonly string[], output: string, attributes: Attributes = {}): string {
    this.nodeOf('', operator, inputs, [output], attributes);
    return output;
  }

  /** Adds a node of any domain, '' for ONNX's own; empty names stand for inputs and outputs that are left out. */
  nodeOf(
    domain: string,
    operator: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Attributes,
  ): void {
    if (domain !== '') this.domains.add(domain);
    this.nodes.push({
      name: outputs.find((output) => output !== ''),
      opType: operator,
      ...(domain === '' ? {} : { domain }),
      input: [...inputs],
      output: [...outputs],
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    });
  }

  /** Adds a float constant and returns its name. */
  floats(wanted: string, { shape, data }: Tensor): string {
    const name = this.fresh(wanted);
    this.constants.push({
      name,
      dims: [...shape],
      dataType: TensorProto.DataType.FLOAT,
      rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    });
    return name;
  }

  /** Adds a one-dimensional int64 constant and returns its name. */
  integers(wanted: string, values: readonly number[]): string {
    return this.constant(wanted, { type: 'int64', shape: [values.length], data: values });
  }

  /** Adds a constant of any type and returns its name. */
  constant(wanted: string, constant: OpaqueConstant): string {
    const name = this.fresh(wanted);
    this.constants.push({ name, ...constantTensor(constant) });
    return name;
  }

  encode({ name, metadata = {} }: ModelText): Uint8Array {
    return ModelProto.encode({
      irVersion: irVersion(this.opset),
      opsetImport: [
        { domain: '', version: this.opset },
        ...[...this.domains].map((domain) => ({ domain, version: 1 })),
      ],
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
  const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value };
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: bytes(value) };
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float };
  if ('floats' in value) return { name, type: AttributeType.FLOATS, floats: [...value.floats] };
  if ('strings' in value) return { name, type: AttributeType.STRINGS, strings: value.strings.map(bytes) };
  if ('tensor' in value) return { name, type: AttributeType.TENSOR, t: constantTensor(value.tensor) };
  return { name, type: AttributeType.INTS, ints: [...value] };
}

function valueInfo(name: string, type: ElementType, dimensions: Dimensions): onnx.IValueInfoProto {
  const dim = dimensions.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: ELEMENT_TYPES[type], shape: { dim } } } };
}

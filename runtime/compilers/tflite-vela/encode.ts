import { Builder } from 'flatbuffers';
import type { TensorScale, TfliteModel, TfliteOperator, TfliteTensor } from './model.js';
import { OPERATOR_CODES, optionsOf, type Scalar } from './operators.js';

const IDENTIFIER = 'TFL3';
const SCHEMA_VERSION = 3;
const TENSOR_TYPES = { int32: 2, int8: 9 } as const;
/** Operators numbered above it stand in a field of their own, which came later. */
const OLD_CODES = 127;
/** Constants begin at multiples of so many bytes. */
const ALIGNMENT = 16;

/**
 * A model as a TFLite file: a FlatBuffer of TFLite's schema, with the numbers of its tables' fields. Buffer 0 is empty, as
 * TFLite wants it: tensors that are no constants refer to it.
 */
export function encodeTflite(model: TfliteModel, description: string): Uint8Array {
  const file = new TableWriter(new Builder(1 << 16));
  const constants = model.tensors.filter(({ data }) => data !== undefined);
  const buffers = [file.table([]), ...constants.map(({ data }) => file.table([file.bytes(0, data)]))];
  const tensors = model.tensors.map((tensor) => encodeTensor(file, tensor, constants.indexOf(tensor) + 1));
  const kinds = [...new Set(model.operators.map(({ operation }) => operation.kind))];
  const operators = model.operators.map((operator) =>
    encodeOperator(file, operator, kinds.indexOf(operator.operation.kind)),
  );
  const graph = file.table([
    file.tables(0, tensors),
    file.integers(1, [model.input]),
    file.integers(2, [model.output]),
    file.tables(3, operators),
    file.text(4, 'main'),
  ]);
  const codes = kinds.map((kind) => {
    const { code, version } = OPERATOR_CODES[kind];
    return file.table([
      { slot: 0, type: 'int8', value: Math.min(code, OLD_CODES) },
      { slot: 2, type: 'int32', value: version },
      { slot: 3, type: 'int32', value: code },
    ]);
  });
  return file.finish([
    { slot: 0, type: 'int32', value: SCHEMA_VERSION },
    file.tables(1, codes),
    file.tables(2, [graph]),
    file.text(3, description),
    file.tables(4, buffers),
  ]);
}

function encodeTensor(file: TableWriter, tensor: TfliteTensor, buffer: number): number {
  const { name, shape, type, scale, data } = tensor;
  return file.table([
    file.integers(0, shape),
    { slot: 1, type: 'int8', value: TENSOR_TYPES[type] },
    { slot: 2, type: 'int32', value: data === undefined ? 0 : buffer },
    file.text(3, name),
    ...(scale === undefined ? [] : [{ slot: 4, offset: encodeScale(file, scale) }]),
  ]);
}

function encodeScale(file: TableWriter, scale: TensorScale): number {
  const [scales, zeroPoints, axis] =
    'scales' in scale
      ? [scale.scales, scale.scales.map(() => 0), scale.axis]
      : [[scale.scale], [scale.zeroPoint], 0];
  return file.table([
    file.floats(2, scales),
    file.longs(3, zeroPoints),
    { slot: 6, type: 'int32', value: axis },
  ]);
}

function encodeOperator(
  file: TableWriter,
  { operation, inputs, output }: TfliteOperator,
  code: number,
): number {
  const { options } = OPERATOR_CODES[operation.kind];
  return file.table([
    { slot: 0, type: 'int32', value: code },
    file.integers(1, inputs),
    file.integers(2, [output]),
    { slot: 3, type: 'int8', value: options },
    ...(options === 0 ? [] : [{ slot: 4, offset: file.table(optionsOf(operation)) }]),
  ]);
}

/** A field that refers to what was written before. */
interface Reference {
  readonly slot: number;
  readonly offset: number;
}

/** Writes tables field by field, by number. What a table refers to is written before it. */
class TableWriter {
  constructor(private readonly builder: Builder) {}

  table(fields: readonly (Scalar | Reference)[]): number {
    const { builder } = this;
    builder.startObject(Math.max(0, ...fields.map(({ slot }) => slot + 1)));
    for (const field of fields) {
      if ('offset' in field) builder.addFieldOffset(field.slot, field.offset, 0);
      else if (field.type === 'int8') builder.addFieldInt8(field.slot, field.value, null);
      else if (field.type === 'int32') builder.addFieldInt32(field.slot, field.value, null);
      else builder.addFieldFloat32(field.slot, field.value, null);
    }
    return builder.endObject();
  }

  text(slot: number, value: string): Reference {
    return { slot, offset: this.builder.createString(value) };
  }

  tables(slot: number, offsets: readonly number[]): Reference {
    return this.vector(slot, offsets, 4, (offset) => {
      this.builder.addOffset(offset);
    });
  }

  integers(slot: number, values: readonly number[]): Reference {
    return this.vector(slot, values, 4, (value) => {
      this.builder.addInt32(value);
    });
  }

  longs(slot: number, values: readonly number[]): Reference {
    return this.vector(slot, values, 8, (value) => {
      this.builder.addInt64(BigInt(value));
    });
  }

  floats(slot: number, values: readonly number[]): Reference {
    return this.vector(slot, values, 4, (value) => {
      this.builder.addFloat32(value);
    });
  }

  bytes(slot: number, data: Int8Array | Int32Array = new Int8Array()): Reference {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.builder.startVector(1, bytes.length, ALIGNMENT);
    for (let i = bytes.length - 1; i >= 0; i--) this.builder.writeInt8(bytes[i]);
    return { slot, offset: this.builder.endVector() };
  }

  finish(fields: readonly (Scalar | Reference)[]): Uint8Array {
    this.builder.finish(this.table(fields), IDENTIFIER);
    return this.builder.asUint8Array();
  }

  private vector(
    slot: number,
    values: readonly number[],
    size: number,
    add: (value: number) => void,
  ): Reference {
    this.builder.startVector(size, values.length, size);
    for (const value of values.toReversed()) add(value);
    return { slot, offset: this.builder.endVector() };
  }
}

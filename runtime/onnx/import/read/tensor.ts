import { readFloats } from '../../../tensor/float-formats.js';
import { type Constant, type ElementType, elementTypeOf } from '../constant.js';
import { elementsOf } from '../limits.js';
import { invalid, unsupported } from '../refuse.js';
import type { TensorText, TypedField } from './tensor-text.js';
import { countPacked, unpackWholes } from './wire.js';

/** Reads part of a file beside the model; without a length, all from the offset on. */
export type ReadExternal = (location: string, offset: number, length: number | undefined) => Uint8Array;

/**
 * Checks that a tensor has exactly the bytes that its shape takes, before anything is allocated for it. Throws a
 * NetworkError `ONNX_INVALID` or `ONNX_TOO_LARGE`.
 */
export function checkTensorText({ name, shape, elementType, content }: TensorText): void {
  const count = elementsOf(shape, `The tensor '${name}'`);
  const width = WIDTHS.get(elementType);
  if (elementType <= 0 || elementType > LAST_TYPE) {
    throw invalid(`The tensor '${name}' has elements of type ${elementType}, which ONNX does not have.`);
  }
  if (width === undefined) return;
  if (content.kind === 'external') {
    if (content.length !== undefined) checkLength(name, shape, count * width, content.length);
  } else if (content.kind === 'raw') {
    checkLength(name, shape, count * width, content.bytes.length);
  } else {
    const held = content.chunks.reduce((sum, chunk) => sum + heldBy(content.kind, chunk), 0);
    if (held !== count) {
      throw invalid(`The tensor '${name}' is [${shape.join(', ')}] but holds ${held} values.`);
    }
  }
}

/**
 * The values of a tensor that `checkTensorText` has passed: float32 where the file has them aligned, without a copy.
 *
 * Throws a NetworkError: `ONNX_INVALID`, `ONNX_UNSUPPORTED` for element types that are not read, `ONNX_EXTERNAL_DATA`.
 */
export function readConstant(tensor: TensorText, external: ReadExternal): Constant {
  const type = elementTypeOf(tensor.elementType);
  const width = WIDTHS.get(tensor.elementType);
  if (type === undefined || width === undefined) {
    throw unsupported(
      `The tensor '${tensor.name}' has elements of ONNX's type ${tensor.elementType}, which is not read.`,
      'Export the model with float32 or float16 weights.',
    );
  }
  const { shape, content } = tensor;
  const count = elementsOf(shape, `The tensor '${tensor.name}'`);
  if (content.kind !== 'raw' && content.kind !== 'external') {
    return { type, shape, data: readTyped(content.kind, joined(content.chunks), tensor.elementType, type) };
  }
  const bytes =
    content.kind === 'raw'
      ? content.bytes
      : external(content.location, content.offset, content.length ?? count * width);
  checkLength(tensor.name, shape, count * width, bytes.length);
  return { type, shape, data: readRaw(bytes, tensor.elementType, count) };
}

/** The last of the numbers that ONNX 1.20 gives to element types. */
const LAST_TYPE = 26;
const FLOAT = 1;
const FORMATS: ReadonlyMap<number, string> = new Map([
  [10, 'F16'],
  [11, 'F64'],
  [16, 'BF16'],
]);
/** Bytes of an element, by ONNX's number of its type. */
const WIDTHS: ReadonlyMap<number, number> = new Map([
  [FLOAT, 4],
  [2, 1],
  [3, 1],
  [4, 2],
  [5, 2],
  [6, 4],
  [7, 8],
  [9, 1],
  [10, 2],
  [11, 8],
  [12, 4],
  [13, 8],
  [16, 2],
]);

function checkLength(name: string, shape: readonly number[], wanted: number, found: number): void {
  if (wanted === found) return;
  throw invalid(
    `The tensor '${name}' is [${shape.join(', ')}], which takes ${wanted} bytes, but has ${found}.`,
  );
}

function heldBy(kind: TypedField, chunk: Uint8Array): number {
  if (kind === 'float_data') return chunk.length / 4;
  return kind === 'double_data' ? chunk.length / 8 : countPacked(chunk);
}

function readRaw(bytes: Uint8Array, code: number, count: number): Float32Array | Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (code === FLOAT) return readFloat32(bytes);
  const format = FORMATS.get(code);
  if (format !== undefined) return readNarrow(view, format, count);
  return Float64Array.from({ length: count }, (_, i) => readWhole(view, code, i));
}

/** Weights of 16 bits come in millions: each pattern of bits is read once. */
function readNarrow(view: DataView, format: string, count: number): Float32Array {
  if (format === 'F64' || count < TABLE_SIZE) return readFloats(view, format, 0, count);
  const patterns = new DataView(Uint16Array.from({ length: TABLE_SIZE }, (_, bits) => bits).buffer);
  const table = tables.get(format) ?? readFloats(patterns, format, 0, TABLE_SIZE);
  tables.set(format, table);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) values[i] = table[view.getUint16(2 * i, true)];
  return values;
}

const TABLE_SIZE = 2 ** 16;
const tables = new Map<string, Float32Array>();

/** ONNX keeps raw data little-endian, as every machine that Node runs on does. */
function readFloat32(bytes: Uint8Array): Float32Array {
  return bytes.byteOffset % 4 === 0
    ? new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
    : new Float32Array(new Uint8Array(bytes).buffer);
}

function readWhole(view: DataView, code: number, i: number): number {
  switch (code) {
    case 3:
      return view.getInt8(i);
    case 4:
      return view.getUint16(i * 2, true);
    case 5:
      return view.getInt16(i * 2, true);
    case 6:
      return view.getInt32(i * 4, true);
    case 7:
      return Number(view.getBigInt64(i * 8, true));
    case 9:
      return view.getUint8(i) === 0 ? 0 : 1;
    case 12:
      return view.getUint32(i * 4, true);
    case 13:
      return Number(view.getBigUint64(i * 8, true));
    default:
      return view.getUint8(i);
  }
}

function readTyped(
  kind: TypedField,
  bytes: Uint8Array,
  code: number,
  type: ElementType,
): Float32Array | Float64Array {
  if (kind === 'float_data') return readFloat32(bytes);
  if (kind === 'double_data') {
    return readFloats(
      new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      'F64',
      0,
      bytes.length / 8,
    );
  }
  const wholes = unpackWholes(bytes);
  const format = FORMATS.get(code);
  if (format === undefined) return type === 'float' ? Float32Array.from(wholes) : wholes;
  // Half floats come as their bits.
  const bits = new DataView(Uint16Array.from(wholes).buffer);
  return readNarrow(bits, format, wholes.length);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0];
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let end = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, end);
    end += chunk.length;
  }
  return bytes;
}

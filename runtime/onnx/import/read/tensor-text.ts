import { LIMITS } from '../limits.js';
import { invalid, tooLarge, unreadable } from '../refuse.js';
import { bytesOf, readFields, textOf, wholeOf, wholesOf } from './wire.js';

/** The tensor of an ONNX file before its values are read. */
export interface TensorText {
  readonly name: string;
  readonly shape: readonly number[];
  /** By ONNX's number. */
  readonly elementType: number;
  readonly content: TensorContent;
}

export type TensorContent =
  | { readonly kind: 'raw'; readonly bytes: Uint8Array }
  /** Packed numbers of a typed field, named as onnx.proto names it. */
  | { readonly kind: TypedField; readonly chunks: readonly Uint8Array[] }
  | {
      readonly kind: 'external';
      readonly location: string;
      readonly offset: number;
      readonly length?: number;
    };

export type TypedField = 'float_data' | 'int32_data' | 'int64_data' | 'double_data' | 'uint64_data';

const TYPED_FIELDS: ReadonlyMap<number, TypedField> = new Map([
  [4, 'float_data'],
  [5, 'int32_data'],
  [7, 'int64_data'],
  [10, 'double_data'],
  [11, 'uint64_data'],
]);
/** A packed field comes in one piece; numbers one by one are many. */
const MOST_CHUNKS = 65_536;

/** Reads a TensorProto without its values. Throws `ONNX_UNREADABLE`, `ONNX_INVALID` or `ONNX_TOO_LARGE`. */
export function readTensor(bytes: Uint8Array): TensorText {
  const shape: number[] = [];
  const chunks = new Map<TypedField, Uint8Array[]>();
  const external = new Map<string, string>();
  let name = '';
  let elementType = 0;
  let raw: Uint8Array | undefined;
  let location = 0;
  readFields(bytes, (field) => {
    const typed = TYPED_FIELDS.get(field.number);
    if (typed !== undefined) {
      const list = chunks.get(typed) ?? [];
      chunks.set(typed, list);
      list.push(field.wire === 'varint' ? varint(field.value) : field.bytes);
      if (list.length > MOST_CHUNKS) throw tooLarge(`A tensor lies in more than ${MOST_CHUNKS} pieces.`);
      return;
    }
    switch (field.number) {
      case 1:
        shape.push(...wholesOf(field).slice(0, LIMITS.rank + 1));
        break;
      case 2:
        elementType = wholeOf(field);
        break;
      case 8:
        name = textOf(field);
        break;
      case 9:
        raw = bytesOf(field);
        break;
      case 13:
        readEntry(bytesOf(field), external);
        break;
      case 14:
        location = wholeOf(field);
        break;
      default:
    }
  });
  if (shape.length > LIMITS.rank) throw tooLarge(`The tensor '${name}' has more than ${LIMITS.rank} sizes.`);
  if (shape.some((size) => size < 0)) throw invalid(`The tensor '${name}' is [${shape.join(', ')}].`);
  return { name, shape, elementType, content: contentOf(name, location === 1, external, raw, chunks) };
}

function contentOf(
  name: string,
  isExternal: boolean,
  external: ReadonlyMap<string, string>,
  raw: Uint8Array | undefined,
  chunks: ReadonlyMap<TypedField, readonly Uint8Array[]>,
): TensorContent {
  if (isExternal) {
    const length = external.get('length');
    return {
      kind: 'external',
      location: external.get('location') ?? '',
      offset: wholeText(name, external.get('offset') ?? '0'),
      ...(length === undefined ? {} : { length: wholeText(name, length) }),
    };
  }
  if (chunks.size + (raw === undefined ? 0 : 1) > 1) {
    throw invalid(`The tensor '${name}' has its values twice.`);
  }
  for (const [kind, list] of chunks) return { kind, chunks: list };
  return { kind: 'raw', bytes: raw ?? new Uint8Array() };
}

function readEntry(bytes: Uint8Array, entries: Map<string, string>): void {
  let [key, value] = ['', ''];
  readFields(bytes, (field) => {
    if (field.number === 1) key = textOf(field);
    else if (field.number === 2) value = textOf(field);
  });
  entries.set(key, value);
}

function wholeText(name: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw unreadable(`the tensor '${name}' lies at byte '${text}' of another file`);
}

/** A number that stands alone, as packed bytes. */
function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

import protobuf from 'protobufjs/minimal.js';
import { unreadable } from '../refuse.js';

/** One field of a protobuf message. Bytes are a view of the message. */
export type Field =
  | { readonly number: number; readonly wire: 'varint'; readonly value: number }
  | { readonly number: number; readonly wire: 'bytes'; readonly bytes: Uint8Array }
  | { readonly number: number; readonly wire: 'fixed'; readonly bytes: Uint8Array };

/**
 * Reads a message field by field. Nothing is copied, and numbers that are packed stay bytes, so that a message takes no
 * more memory than it has bytes, whatever it claims.
 *
 * Throws a NetworkError `ONNX_UNREADABLE`.
 */
export function readFields(bytes: Uint8Array, visit: (field: Field) => void): void {
  const reader = new protobuf.Reader(bytes);
  while (reader.pos < reader.len) visit(guarded(() => readField(reader, bytes)));
}

/** The bytes of a field that holds bytes, text or a message. */
export function bytesOf(field: Field): Uint8Array {
  if (field.wire === 'bytes') return field.bytes;
  throw unreadable(`field ${field.number} holds a number where a message or text belongs`);
}

export function textOf(field: Field): string {
  return decoder.decode(bytesOf(field));
}

/** A whole number; beyond ±2^53 the nearest double. */
export function wholeOf(field: Field): number {
  if (field.wire === 'varint') return field.value;
  throw unreadable(`field ${field.number} holds something else than a whole number`);
}

/** Whole numbers, packed or one by one. */
export function wholesOf(field: Field): readonly number[] {
  if (field.wire === 'varint') return [field.value];
  return Array.from(unpackWholes(bytesOf(field)));
}

/** How many numbers packed bytes hold: each ends with a byte below 128. */
export function countPacked(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte < 128) count++;
  return count;
}

export function unpackWholes(bytes: Uint8Array): Float64Array {
  const reader = new protobuf.Reader(bytes);
  const values = new Float64Array(countPacked(bytes));
  return guarded(() => {
    for (let i = 0; i < values.length; i++) values[i] = toNumber(reader.int64());
    if (reader.pos !== reader.len) throw new RangeError('a number is cut short');
    return values;
  });
}

const decoder = new TextDecoder();

function readField(reader: protobuf.Reader, bytes: Uint8Array): Field {
  const tag = reader.uint32();
  const number = tag >>> 3;
  if (number === 0) throw new RangeError('field number 0');
  switch (tag & 7) {
    case 0:
      return { number, wire: 'varint', value: toNumber(reader.int64()) };
    case 2:
      return { number, wire: 'bytes', bytes: reader.bytes() };
    case 1:
    case 5: {
      const start = reader.pos;
      reader.skip((tag & 7) === 1 ? 8 : 4);
      return { number, wire: 'fixed', bytes: bytes.subarray(start, reader.pos) };
    }
    default:
      throw new RangeError(`wire type ${tag & 7}`);
  }
}

function toNumber(value: number | protobuf.Long): number {
  return typeof value === 'number' ? value : (value.high | 0) * 2 ** 32 + (value.low >>> 0);
}

/** protobufjs reports bytes that run out or make no sense as plain errors. */
function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unreadable('its protobuf is damaged', cause);
  }
}

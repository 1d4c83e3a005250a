import type { FloatTensor } from '../tensor/evaluation/session.js';

const MAGIC = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
const HEADER_START = 10;
const ALIGNMENT = 64;

/** A tensor as a file of NumPy's format 1.0, little-endian float32, row-major. */
export function encodeNpy({ shape, data }: FloatTensor): Uint8Array {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const length = Math.ceil((HEADER_START + header.length + 1) / ALIGNMENT) * ALIGNMENT - HEADER_START;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(length);
  const padded = Buffer.from(`${header.padEnd(length - 1)}\n`, 'latin1');
  const values = Buffer.alloc(data.length * 4);
  data.forEach((value, i) => values.writeFloatLE(value, i * 4));
  return Buffer.concat([MAGIC, size, padded, values]);
}

/** Reads a file of NumPy's format 1.0: float32, or integers of 32 or 64 bits, little-endian, row-major. */
export function decodeNpy(bytes: Uint8Array): FloatTensor {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = HEADER_START + file.readUInt16LE(MAGIC.length);
  const header = file.toString('latin1', HEADER_START, start);
  const type = /'descr': '([^']+)'/.exec(header)?.[1];
  const shape = (/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '').match(/\d+/g)?.map(Number) ?? [];
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  for (let i = 0; i < data.length; i++) {
    if (type === '<f4') data[i] = file.readFloatLE(start + 4 * i);
    else if (type === '<i4') data[i] = file.readInt32LE(start + 4 * i);
    else if (type === '<i8') data[i] = Number(file.readBigInt64LE(start + 8 * i));
    else throw new Error(`a file of NumPy's holds values of type ${type ?? 'unknown'}`);
  }
  return { shape, data };
}

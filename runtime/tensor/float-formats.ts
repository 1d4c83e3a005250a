/** Bytes a value takes, by the format's name in safetensors; undefined for a format that is not read. */
export function widthOf(format: string): number | undefined {
  return READERS.get(format)?.width;
}

/**
 * Reads little-endian values as float32, rounding where float32 holds less.
 *
 * @throws RangeError for a format without a width or bytes that are not there: a defect of the caller.
 */
export function readFloats(view: DataView, format: string, offset: number, count: number): Float32Array {
  const reader = READERS.get(format);
  if (reader === undefined) {
    throw new RangeError(`no reader for ${format}`);
  }
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    values[i] = reader.read(view, offset + i * reader.width);
  }
  return values;
}

interface Reader {
  readonly width: number;
  read(view: DataView, at: number): number;
}

const READERS: ReadonlyMap<string, Reader> = new Map([
  ['F64', { width: 8, read: (view, at) => view.getFloat64(at, true) }],
  ['F32', { width: 4, read: (view, at) => view.getFloat32(at, true) }],
  ['F16', { width: 2, read: (view, at) => fromHalf(view.getUint16(at, true)) }],
  ['BF16', { width: 2, read: (view, at) => fromBrainFloat(view.getUint16(at, true)) }],
] satisfies [string, Reader][]);

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) {
    return fraction === 0 ? sign * Infinity : NaN;
  }
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** bfloat16 is the upper half of a float32. */
function fromBrainFloat(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

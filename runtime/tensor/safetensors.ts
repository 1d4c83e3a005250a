import { NetworkError } from '../../core/errors.js';
import type { Tensor, Weights } from '../../core/network/weights.js';
import { readFloats, widthOf } from './float-formats.js';

/** The limit of the reference implementation. */
const LARGEST_HEADER = 100_000_000;
const METADATA = '__metadata__';

/**
 * Weights in the safetensors format: an unsigned 64-bit length, a JSON header of that length, and the values, all
 * little-endian. Equal weights give equal bytes: names are sorted by code unit, and spaces pad the header to 8 bytes.
 *
 * @throws NetworkError `WEIGHTS_SHAPE` for a tensor whose values do not fill its shape, `WEIGHTS_NAME` for the one name
 * that the format keeps for itself.
 */
export function encodeSafetensors(
  weights: Weights,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const tensors = [...weights].sort(([a], [b]) => (a < b ? -1 : 1));
  const entries: string[] = [];
  const notes = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  if (notes.length > 0) {
    const pairs = notes.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
    entries.push(`"${METADATA}":{${pairs.join(',')}}`);
  }
  let end = 0;
  for (const [name, tensor] of tensors) {
    checkTensor(name, tensor);
    const begin = end;
    end += tensor.data.length * 4;
    const shape = tensor.shape.join(',');
    entries.push(
      `${JSON.stringify(name)}:{"dtype":"F32","shape":[${shape}],"data_offsets":[${begin},${end}]}`,
    );
  }

  const text = new TextEncoder().encode(`{${entries.join(',')}}`);
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(text, 8);
  let at = 8 + headerLength;
  for (const [, { data }] of tensors) {
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

/**
 * Reads safetensors of F32, F16, BF16 or F64 into float32. Tensors come in the order of their names; those that are not
 * wanted may be of any type.
 *
 * @throws NetworkError `SAFETENSORS_INVALID` for bytes that are not whole, well-formed safetensors, `SAFETENSORS_DTYPE`
 * for values of another type.
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean = () => true,
): { weights: Weights; metadata: Record<string, string> } {
  const { header, dataStart } = readHeader(bytes);
  const entries: Entry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === METADATA) {
      metadata = readMetadata(value);
    } else {
      entries.push(readEntry(name, value));
    }
  }
  checkCoverage(entries, bytes.length - dataStart);

  const weights = new Map<string, Tensor>();
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart, bytes.length - dataStart);
  const wanted = entries.filter(({ name }) => isWanted(name));
  for (const entry of wanted.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name, dtype, shape, begin } = entry;
    weights.set(name, { shape, data: readFloats(view, dtype, begin, countValues(entry)) });
  }
  return { weights, metadata };
}

interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < 8) {
    throw invalid(`there are only ${bytes.length} bytes`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(LARGEST_HEADER)) {
    throw invalid(
      `its header claims ${length} bytes, more than the ${LARGEST_HEADER} that the format allows`,
    );
  }
  const dataStart = 8 + Number(length);
  if (dataStart > bytes.length) {
    throw invalid(`its header claims ${length} bytes, but only ${bytes.length - 8} follow`);
  }
  const header = parseHeader(bytes.subarray(8, dataStart));
  if (!isRecord(header)) {
    throw invalid('its header is not a JSON object');
  }
  return { header, dataStart };
}

function parseHeader(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (cause) {
    throw invalid('its header is not JSON', cause);
  }
}

function readMetadata(value: unknown): Record<string, string> {
  if (!isRecord(value)) {
    throw invalid(`its ${METADATA} is not an object`);
  }
  const notes = Object.entries(value).map(([key, note]): [string, string] => {
    if (typeof note !== 'string') {
      throw invalid(`its ${METADATA} "${key}" is not a string`);
    }
    return [key, note];
  });
  return Object.fromEntries(notes);
}

function readEntry(name: string, value: unknown): Entry {
  if (!isRecord(value)) {
    throw invalid(`the entry of "${name}" is not an object`);
  }
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string') {
    throw invalid(`the entry of "${name}" has no dtype`);
  }
  if (!isSizes(shape)) {
    throw invalid(`the shape of "${name}" is ${JSON.stringify(shape)}`);
  }
  if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw invalid(`the data_offsets of "${name}" are ${JSON.stringify(offsets)}`);
  }
  const [begin, end] = offsets;
  return { name, dtype, shape, begin, end };
}

/** How many values an entry holds. */
function countValues({ name, dtype, shape, begin, end }: Entry): number {
  const width = widthOf(dtype);
  if (width === undefined) {
    throw new NetworkError('SAFETENSORS_DTYPE', `The tensor "${name}" holds values of type ${dtype}.`, {
      hint: 'Save the weights as F32, F16, BF16 or F64.',
    });
  }
  const count = shape.reduce((product, size) => product * size, 1);
  if (end - begin !== count * width) {
    throw invalid(
      `"${name}" (${dtype}, shape [${shape.join(', ')}]) cannot fill the bytes ${begin} to ${end}`,
    );
  }
  return count;
}

/** The format wants the tensors to follow each other without gap or overlap to the very end. */
function checkCoverage(entries: readonly Entry[], length: number): void {
  let at = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) {
      throw invalid(`"${name}" starts at byte ${begin} of the values, where ${at} was expected`);
    }
    at = end;
  }
  if (at !== length) {
    throw invalid(`its tensors take ${at} bytes, but ${length} are there`);
  }
}

function checkTensor(name: string, tensor: Tensor): void {
  if (name === METADATA) {
    throw new NetworkError('WEIGHTS_NAME', `A tensor cannot be called "${METADATA}".`, {
      hint: 'Rename the layer.',
    });
  }
  const count = tensor.shape.reduce((product, size) => product * size, 1);
  if (!isSizes(tensor.shape) || count !== tensor.data.length) {
    throw new NetworkError(
      'WEIGHTS_SHAPE',
      `The tensor "${name}" has ${tensor.data.length} values for the shape [${tensor.shape.join(', ')}].`,
      { hint: 'Give as many values as the sizes of the shape multiply to.' },
    );
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function invalid(reason: string, cause?: unknown): NetworkError {
  return new NetworkError('SAFETENSORS_INVALID', `These are not valid safetensors: ${reason}.`, {
    hint: 'The file may be damaged or cut short: copy or download it again.',
    cause,
  });
}

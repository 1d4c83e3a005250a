import { promisify } from 'node:util';
import { inflate } from 'node:zlib';

import { isPng, parsePngHeader } from './png-header.js';

/** A label map as stored: palette indices or grey levels, never colours. */
export interface LabelMap {
  readonly width: number;
  readonly height: number;
  /** Row-major, a byte a pixel. */
  readonly values: Uint8Array;
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly channels: number;
  /** Channels that must agree, because they spell one grey level. */
  readonly colours: number;
}

const SIGNATURE_BYTES = 8;
const inflateAsync = promisify(inflate);

/**
 * Decodes a PNG whose values are class indices. Image libraries turn palettes into colours, spread grey levels of less
 * than 8 bits and apply gamma, all of which destroys labels; this reader returns what is in the file (PNG specification,
 * third edition, sections 9 and 11). Grey, palette and RGB with three equal channels are read, alpha is dropped.
 *
 * @throws Error with the reason, to be completed with the file's name by the caller.
 */
export async function decodePngLabels(bytes: Uint8Array): Promise<LabelMap> {
  const { header, compressed } = readChunks(bytes);
  const { width, height, bits, channels, colours } = header;
  const rowBytes = Math.ceil((width * channels * bits) / 8);
  const expected = (rowBytes + 1) * height;
  // A limit, so that a small malicious file cannot fill the memory.
  const rows = await inflateAsync(compressed, { maxOutputLength: expected });
  if (rows.length !== expected) {
    throw new Error(`it holds ${rows.length} bytes of pixels, not ${expected}`);
  }
  unfilter(rows, rowBytes, Math.max(1, (channels * bits) / 8));

  const values = new Uint8Array(width * height);
  const mask = (1 << bits) - 1;
  for (let y = 0; y < height; y++) {
    const start = y * (rowBytes + 1) + 1;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (bits < 8) {
        const bit = x * bits;
        values[at] = (rows[start + (bit >>> 3)] >>> (8 - bits - (bit & 7))) & mask;
        continue;
      }
      const pixel = start + x * channels;
      values[at] = rows[pixel];
      if (colours === 3 && (rows[pixel] !== rows[pixel + 1] || rows[pixel] !== rows[pixel + 2])) {
        const colour = [...rows.subarray(pixel, pixel + 3)].join(', ');
        throw new Error(`the pixel at x=${x}, y=${y} is the colour (${colour}), not a class index`);
      }
    }
  }
  return { width, height, values };
}

function readChunks(bytes: Uint8Array): { header: Header; compressed: Uint8Array } {
  if (!isPng(bytes)) {
    throw new Error('it is not a PNG');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const data: Uint8Array[] = [];
  let header: Header | undefined;
  let at = SIGNATURE_BYTES;
  for (;;) {
    if (at + 12 > bytes.length) {
      throw new Error('it is cut short');
    }
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + 8 + length;
    if (end + 4 > bytes.length) {
      throw new Error('it is cut short');
    }
    if (type === 'IHDR') {
      header = readHeader(view, at + 8, length);
    } else if (type === 'IDAT') {
      data.push(bytes.subarray(at + 8, end));
    } else if (type === 'IEND') {
      break;
    }
    at = end + 4;
  }
  if (header === undefined) {
    throw new Error('it has no header');
  }
  return { header, compressed: Buffer.concat(data) };
}

function readHeader(view: DataView, at: number, length: number): Header {
  const { width, height, bits, kind, interlaced } = parsePngHeader(view, at, length);
  const layout = LAYOUTS.get(kind);
  if (layout === undefined || !layout.bits.includes(bits)) {
    throw new Error(
      `PNGs of colour type ${kind} with ${bits} bits a channel are not read as labels; 8 bits will do`,
    );
  }
  if (interlaced) {
    throw new Error('interlaced PNGs are not read as labels; save it without interlacing');
  }
  return { width, height, bits, channels: layout.channels, colours: layout.colours };
}

const LAYOUTS: ReadonlyMap<
  number,
  { readonly channels: number; readonly colours: number; readonly bits: readonly number[] }
> = new Map([
  [0, { channels: 1, colours: 1, bits: [1, 2, 4, 8] }],
  [2, { channels: 3, colours: 3, bits: [8] }],
  [3, { channels: 1, colours: 1, bits: [1, 2, 4, 8] }],
  [4, { channels: 2, colours: 1, bits: [8] }],
  [6, { channels: 4, colours: 3, bits: [8] }],
]);

/** Undoes the filter of each row in place; the first byte of a row names it. */
function unfilter(rows: Uint8Array, rowBytes: number, pixelBytes: number): void {
  const stride = rowBytes + 1;
  for (let start = 0; start < rows.length; start += stride) {
    const filter = rows[start];
    if (filter > 4) {
      throw new Error(`its row ${start / stride} has the unknown filter ${filter}`);
    }
    if (filter === 0) {
      continue;
    }
    for (let i = 1; i <= rowBytes; i++) {
      const left = i > pixelBytes ? rows[start + i - pixelBytes] : 0;
      const up = start > 0 ? rows[start + i - stride] : 0;
      const corner = start > 0 && i > pixelBytes ? rows[start + i - stride - pixelBytes] : 0;
      rows[start + i] += predict(filter, left, up, corner);
    }
  }
}

function predict(filter: number, left: number, up: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >>> 1;
    default:
      return paeth(left, up, corner);
  }
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toCorner = Math.abs(estimate - corner);
  if (toLeft <= toUp && toLeft <= toCorner) {
    return left;
  }
  return toUp <= toCorner ? up : corner;
}

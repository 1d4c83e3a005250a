/** What the first chunk of a PNG says (PNG specification, third edition, section 11.2.1). */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits a channel. */
  readonly bits: number;
  /** The colour type: 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha. */
  readonly kind: number;
  readonly interlaced: boolean;
}

/** Bytes of a file that its signature and header take. */
export const PNG_HEAD_BYTES = 33;

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const HEADER_TYPE = 0x49484452;
const HEADER_BYTES = 13;
const LARGEST_PIXELS = 2 ** 28;

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((value, index) => bytes[index] === value);
}

/**
 * Reads the header of a file from its first `PNG_HEAD_BYTES`.
 *
 * @throws Error with the reason, to be completed with the file's name by the caller.
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  if (!isPng(bytes)) throw new Error('it is not a PNG');
  if (bytes.length < PNG_HEAD_BYTES) throw new Error('it is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(12) !== HEADER_TYPE) throw new Error('it has no header');
  return parsePngHeader(view, 16, view.getUint32(8));
}

/** Reads the data of a header chunk at a place. Throws what `readPngHeader` throws. */
export function parsePngHeader(view: DataView, at: number, length: number): PngHeader {
  if (length !== HEADER_BYTES) throw new Error('its header is damaged');
  const width = view.getUint32(at);
  const height = view.getUint32(at + 4);
  if (width === 0 || height === 0 || width * height > LARGEST_PIXELS) {
    throw new Error(`its size of ${width}x${height} pixels is out of range`);
  }
  const [bits, kind] = [view.getUint8(at + 8), view.getUint8(at + 9)];
  return { width, height, bits, kind, interlaced: view.getUint8(at + 12) !== 0 };
}

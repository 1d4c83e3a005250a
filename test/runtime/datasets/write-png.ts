import { crc32, deflateSync } from 'node:zlib';

/** Writes a small PNG of one channel exactly as asked, which no image library does. */
export function writePng(picture: {
  readonly width: number;
  readonly rows: readonly (readonly number[])[];
  readonly bits: number;
  /** 0 for grey, 3 for a palette. */
  readonly kind: 0 | 3;
  readonly filterOf?: (row: number) => number;
  /** Takes the place of the compressed rows. */
  readonly data?: Uint8Array;
}): Uint8Array {
  const { width, rows, bits, kind, filterOf = () => 0 } = picture;
  const packed = rows.map((row) => pack(row, bits));
  const filtered = packed.map((row, y) => filter(row, y > 0 ? packed[y - 1] : row.map(() => 0), filterOf(y)));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([bits, kind, 0, 0, 0], 8);
  const palette = Buffer.alloc(768, 77);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...(kind === 3 ? [chunk('PLTE', palette)] : []),
    chunk('IDAT', picture.data ?? deflateSync(Buffer.from(filtered.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function pack(row: readonly number[], bits: number): number[] {
  if (bits >= 8) {
    return row.flatMap((value) => (bits === 16 ? [value >> 8, value & 255] : [value]));
  }
  const text = row.map((value) => value.toString(2).padStart(bits, '0')).join('');
  return (text.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
}

function filter(row: readonly number[], above: readonly number[], kind: number): number[] {
  const predicted = row.map((_, x) => {
    const [left, up, corner] = [row[x - 1] ?? 0, above[x], above[x - 1] ?? 0];
    const estimate = left + up - corner;
    const nearest = [left, up, corner].reduce((best, value) =>
      Math.abs(estimate - value) < Math.abs(estimate - best) ? value : best,
    );
    return [0, left, up, (left + up) >> 1, nearest][kind];
  });
  return [kind, ...row.map((value, x) => (value - predicted[x]) & 255)];
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

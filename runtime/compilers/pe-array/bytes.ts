import { TargetError } from '../../../core/errors.js';

/** Collects little-endian values. */
export class ByteWriter {
  private bytes = new Uint8Array(1024);
  private view = new DataView(this.bytes.buffer);
  length = 0;

  u8(value: number): void {
    const at = this.grow(1);
    this.view.setUint8(at, value);
  }

  i8(value: number): void {
    const at = this.grow(1);
    this.view.setInt8(at, value);
  }

  u16(value: number): void {
    const at = this.grow(2);
    this.view.setUint16(at, value, true);
  }

  i16(value: number): void {
    const at = this.grow(2);
    this.view.setInt16(at, value, true);
  }

  u32(value: number): void {
    const at = this.grow(4);
    this.view.setUint32(at, value, true);
  }

  i32(value: number): void {
    const at = this.grow(4);
    this.view.setInt32(at, value, true);
  }

  f64(value: number): void {
    const at = this.grow(8);
    this.view.setFloat64(at, value, true);
  }

  /** UTF-8 behind its length in bytes, 16 bits. */
  text(value: string): void {
    const encoded = new TextEncoder().encode(value).subarray(0, 0xffff);
    this.u16(encoded.length);
    this.raw(encoded);
  }

  raw(value: Uint8Array): void {
    const start = this.grow(value.length);
    this.bytes.set(value, start);
  }

  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private grow(count: number): number {
    const start = this.length;
    this.length += count;
    if (this.length > this.bytes.length) {
      const larger = new Uint8Array(2 * this.length);
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return start;
  }
}

/** Reads what a ByteWriter has written. Throws a TargetError `PROGRAM_CORRUPT` beyond the end. */
export class ByteReader {
  private readonly view: DataView;
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get rest(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.view.getUint8(this.step(1));
  }

  i8(): number {
    return this.view.getInt8(this.step(1));
  }

  u16(): number {
    return this.view.getUint16(this.step(2), true);
  }

  i16(): number {
    return this.view.getInt16(this.step(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.step(4), true);
  }

  i32(): number {
    return this.view.getInt32(this.step(4), true);
  }

  f64(): number {
    return this.view.getFloat64(this.step(8), true);
  }

  text(): string {
    return new TextDecoder().decode(this.raw(this.u16()));
  }

  raw(count: number): Uint8Array {
    const start = this.step(count);
    return this.bytes.subarray(start, start + count);
  }

  private step(count: number): number {
    if (count > this.rest) throw corruptProgram('ends early');
    const start = this.at;
    this.at += count;
    return start;
  }
}

export function corruptProgram(what: string): TargetError {
  return new TargetError('PROGRAM_CORRUPT', `The program ${what}.`, {
    hint: 'The file was changed or cut short after compilation; compile again.',
  });
}

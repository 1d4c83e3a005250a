import { crc32 } from 'node:zlib';
import type { Pair } from '../../../core/network/layer.js';
import { TargetError } from '../../../core/errors.js';
import { ByteReader, corruptProgram } from './bytes.js';
import { checkProgram } from './check-program.js';
import { FORMAT_VERSION, MAGIC, OPCODES, PREAMBLE, TRAFFIC } from './format.js';
import type { AxisTaps, Limits, Operand, Window, WordBits } from './operations.js';
import type { ConvInstruction, Instruction, Program, Slot } from './program.js';

/**
 * Reads a program's file back.
 *
 * Throws a TargetError `PROGRAM_CORRUPT` where the bytes are not those of a program as it was written, or its parts do not
 * fit together, and `PROGRAM_VERSION` for one of another version of the format.
 */
export function decodeProgram(bytes: Uint8Array): Program {
  if (bytes.length < PREAMBLE || !MAGIC.every((byte, index) => byte === bytes[index])) {
    throw corruptProgram('does not begin as one');
  }
  const preamble = new ByteReader(bytes.subarray(MAGIC.length));
  const version = preamble.u16();
  if (version !== FORMAT_VERSION) {
    throw new TargetError(
      'PROGRAM_VERSION',
      `The program is of version ${version}; this Espalier reads ${FORMAT_VERSION}.`,
      { hint: 'Compile again, or use the Espalier that compiled it.' },
    );
  }
  const wordBits = preamble.u16();
  const [length, sum] = [preamble.u32(), preamble.u32()];
  if (preamble.rest !== length) throw corruptProgram(`holds ${preamble.rest} bytes in place of ${length}`);
  const body = preamble.raw(length);
  if (crc32(body) !== sum) throw corruptProgram('does not match its check sum');
  if (wordBits !== 8 && wordBits !== 16) throw corruptProgram(`has words of ${wordBits} bits`);
  const program = new Decoder(body, wordBits).program();
  checkProgram(program);
  return program;
}

class Decoder {
  private readonly head: ByteReader;
  private readonly constants: Uint8Array;

  constructor(
    body: Uint8Array,
    private readonly wordBits: WordBits,
  ) {
    const reader = new ByteReader(body);
    this.head = new ByteReader(reader.raw(reader.u32()));
    this.constants = reader.raw(reader.rest);
  }

  program(): Program {
    const { head } = this;
    const [C, K, FX] = [head.u32(), head.u32(), head.u32()];
    const [clockMhz, dramGbps, passCycles] = [head.f64(), head.f64(), head.f64()];
    const fill = { height: head.u32(), width: head.u32() };
    const traffic = TRAFFIC.at(head.u8());
    if (traffic === undefined) throw corruptProgram('names no traffic that there is');
    const unroll = { C, K, FX };
    return {
      accelerator: { wordBits: this.wordBits, unroll, clockMhz, dramGbps, passCycles, fill, traffic },
      memoryWords: head.u32(),
      slots: this.list(() => this.slot()),
      input: head.u32(),
      output: head.u32(),
      instructions: this.list(() => this.instruction()),
    };
  }

  private list<T>(read: () => T): readonly T[] {
    const count = this.head.u32();
    if (count > this.head.rest) throw corruptProgram('ends early');
    return Array.from({ length: count }, read);
  }

  private slot(): Slot {
    const { head } = this;
    return {
      name: head.text(),
      address: head.u32(),
      channels: head.u32(),
      height: head.u32(),
      width: head.u32(),
      exponent: head.i16(),
    };
  }

  private instruction(): Instruction {
    const opcode = this.head.u8();
    const base = { name: this.head.text(), output: this.head.u32() };
    switch (opcode) {
      case OPCODES.conv:
        return { ...base, ...this.conv() };
      case OPCODES.maxpool:
        return {
          ...base,
          kind: 'maxpool',
          input: this.operand(),
          window: this.window(),
          limits: this.limits(),
        };
      case OPCODES.mean: {
        const input = this.operand();
        const [multiplier, shift] = [this.head.u16(), this.head.i8()];
        return { ...base, kind: 'mean', input, multiplier, shift, limits: this.limits() };
      }
      case OPCODES.add: {
        const inputs = [this.operand(), this.operand()] as const;
        const shifts = [this.head.i8(), this.head.i8()] as const;
        return { ...base, kind: 'add', inputs, shifts, shift: this.head.i8(), limits: this.limits() };
      }
      case OPCODES.resize: {
        const input = this.operand();
        const [rows, columns] = [this.taps(), this.taps()];
        return { ...base, kind: 'resize', input, rows, columns, limits: this.limits() };
      }
      case OPCODES.argmax:
        return { ...base, kind: 'argmax', input: this.operand() };
      default:
        throw corruptProgram(`has an instruction ${opcode}, which there is not`);
    }
  }

  private conv(): Omit<ConvInstruction, 'name' | 'output'> {
    const { head } = this;
    const inputs = this.list(() => this.operand());
    const [outChannels, height, width, groups] = [head.u32(), head.u32(), head.u32(), head.u32()];
    const window = this.window();
    const dilation: Pair = [head.u32(), head.u32()];
    const tile = { height: head.u32(), width: head.u32() };
    const limits = this.limits();
    const flags = head.u8();
    const weights = this.weights();
    const bias = Int32Array.from(this.constant(4, (reader) => reader.i32()));
    const shift = this.shifts();
    const add = (flags & 2) === 0 ? {} : { add: { operand: this.operand(), shift: this.shifts() } };
    const pool = (flags & 4) === 0 ? {} : { pool: this.window() };
    const rectifyFirst = (flags & 1) === 1;
    const size = { outChannels, height, width, groups };
    return {
      kind: 'conv',
      inputs,
      ...size,
      window,
      dilation,
      tile,
      limits,
      rectifyFirst,
      weights,
      bias,
      shift,
      ...add,
      ...pool,
    };
  }

  private operand(): Operand {
    return { tensor: this.head.u32(), rectify: this.head.u8() === 1 };
  }

  private window(): Window {
    const { head } = this;
    const kernel: Pair = [head.u32(), head.u32()];
    const stride: Pair = [head.u32(), head.u32()];
    const padding = { top: head.u32(), left: head.u32(), bottom: head.u32(), right: head.u32() };
    return { kernel, stride, padding };
  }

  private limits(): Limits {
    return { low: this.head.i16(), high: this.head.i16() };
  }

  private taps(): AxisTaps {
    const count = this.head.u32();
    const positions = Int32Array.from(this.constant(4, (reader) => reader.i32()));
    const weights = Int16Array.from(this.constant(2, (reader) => reader.i16()));
    return { count, positions, weights };
  }

  private weights(): Int16Array {
    return this.wordBits === 8
      ? Int16Array.from(this.constant(1, (reader) => reader.i8()))
      : Int16Array.from(this.constant(2, (reader) => reader.i16()));
  }

  private shifts(): Int8Array {
    return Int8Array.from(this.constant(1, (reader) => reader.i8()));
  }

  private constant(size: number, read: (reader: ByteReader) => number): readonly number[] {
    const [start, count] = [this.head.u32(), this.head.u32()];
    const end = start + count * size;
    if (end > this.constants.length) throw corruptProgram('refers to constants that it does not hold');
    const reader = new ByteReader(this.constants.subarray(start, end));
    return Array.from({ length: count }, () => read(reader));
  }
}

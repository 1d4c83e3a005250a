import { crc32 } from 'node:zlib';
import { ByteWriter } from './bytes.js';
import { FORMAT_VERSION, MAGIC, OPCODES, TRAFFIC } from './format.js';
import type { AxisTaps, Limits, Operand, PlainOperation, Window } from './operations.js';
import type { ConvInstruction, Instruction, Program } from './program.js';

/** A program as the bytes of its file. The same program gives the same bytes. `docs/compilation.md` has the format. */
export function encodeProgram(program: Program): Uint8Array {
  const encoder = new Encoder(program.accelerator.wordBits);
  encoder.program(program);
  const body = encoder.finish();
  const file = new ByteWriter();
  file.raw(MAGIC);
  file.u16(FORMAT_VERSION);
  file.u16(program.accelerator.wordBits);
  file.u32(body.length);
  file.u32(crc32(body));
  file.raw(body);
  return file.finish();
}

class Encoder {
  private readonly head = new ByteWriter();
  private readonly constants = new ByteWriter();

  constructor(private readonly wordBits: number) {}

  program({ accelerator, memoryWords, slots, input, output, instructions }: Program): void {
    const { head } = this;
    const { C, K, FX } = accelerator.unroll;
    for (const count of [C, K, FX]) head.u32(count);
    head.f64(accelerator.clockMhz);
    head.f64(accelerator.dramGbps);
    head.f64(accelerator.passCycles);
    head.u32(accelerator.fill.height);
    head.u32(accelerator.fill.width);
    head.u8(TRAFFIC.indexOf(accelerator.traffic));
    head.u32(memoryWords);
    head.u32(slots.length);
    for (const { name, address, channels, height, width, exponent } of slots) {
      head.text(name);
      for (const value of [address, channels, height, width]) head.u32(value);
      head.i16(exponent);
    }
    head.u32(input);
    head.u32(output);
    head.u32(instructions.length);
    for (const instruction of instructions) this.instruction(instruction);
  }

  finish(): Uint8Array {
    const body = new ByteWriter();
    body.u32(this.head.length);
    body.raw(this.head.finish());
    body.raw(this.constants.finish());
    return body.finish();
  }

  private instruction(instruction: Instruction): void {
    this.head.u8(OPCODES[instruction.kind]);
    this.head.text(instruction.name);
    this.head.u32(instruction.output);
    if (instruction.kind === 'conv') this.conv(instruction);
    else this.plain(instruction);
  }

  private conv(conv: ConvInstruction): void {
    const { head } = this;
    head.u32(conv.inputs.length);
    for (const operand of conv.inputs) this.operand(operand);
    for (const value of [conv.outChannels, conv.height, conv.width, conv.groups]) head.u32(value);
    this.window(conv.window);
    for (const value of conv.dilation) head.u32(value);
    head.u32(conv.tile.height);
    head.u32(conv.tile.width);
    this.limits(conv.limits);
    head.u8(
      Number(conv.rectifyFirst) |
        (Number(conv.add !== undefined) << 1) |
        (Number(conv.pool !== undefined) << 2),
    );
    this.words(conv.weights);
    this.constant(conv.bias, (value) => {
      this.constants.i32(value);
    });
    this.shifts(conv.shift);
    if (conv.add !== undefined) {
      this.operand(conv.add.operand);
      this.shifts(conv.add.shift);
    }
    if (conv.pool !== undefined) this.window(conv.pool);
  }

  private plain(operation: PlainOperation): void {
    const { head } = this;
    switch (operation.kind) {
      case 'maxpool':
        this.operand(operation.input);
        this.window(operation.window);
        this.limits(operation.limits);
        return;
      case 'mean':
        this.operand(operation.input);
        head.u16(operation.multiplier);
        head.i8(operation.shift);
        this.limits(operation.limits);
        return;
      case 'add':
        for (const operand of operation.inputs) this.operand(operand);
        for (const shift of [...operation.shifts, operation.shift]) head.i8(shift);
        this.limits(operation.limits);
        return;
      case 'resize':
        this.operand(operation.input);
        this.taps(operation.rows);
        this.taps(operation.columns);
        this.limits(operation.limits);
        return;
      case 'argmax':
        this.operand(operation.input);
        return;
    }
  }

  private operand({ tensor, rectify }: Operand): void {
    this.head.u32(tensor);
    this.head.u8(Number(rectify));
  }

  private window({ kernel, stride, padding }: Window): void {
    const { top, left, bottom, right } = padding;
    for (const value of [...kernel, ...stride, top, left, bottom, right]) this.head.u32(value);
  }

  private limits({ low, high }: Limits): void {
    this.head.i16(low);
    this.head.i16(high);
  }

  private taps({ count, positions, weights }: AxisTaps): void {
    this.head.u32(count);
    this.constant(positions, (value) => {
      this.constants.i32(value);
    });
    this.constant(weights, (value) => {
      this.constants.i16(value);
    });
  }

  private words(values: Int16Array): void {
    this.constant(values, (value) => {
      if (this.wordBits === 8) this.constants.i8(value);
      else this.constants.i16(value);
    });
  }

  private shifts(values: Int8Array): void {
    this.constant(values, (value) => {
      this.constants.i8(value);
    });
  }

  /** Puts values among the constants, and into the descriptor where they lie: the first byte, and how many there are. */
  private constant(values: ArrayLike<number>, write: (value: number) => void): void {
    this.head.u32(this.constants.length);
    this.head.u32(values.length);
    for (let i = 0; i < values.length; i++) write(values[i]);
  }
}

import { decodeProgram } from '../decode.js';
import { type Program, type Slot, slotWords } from '../program.js';
import { type ConvUnit, prepareConv } from './conv.js';
import { channelAddress, cyclesToMove } from './memory.js';
import { runPlain } from './plain.js';
import type { Steps } from './steps.js';

/** What one instruction took. A layer's loads go on while the array computes, so that it takes the longer of the two. */
export interface InstructionCycles {
  readonly name: string;
  readonly kind: Program['instructions'][number]['kind'];
  /** In which the array multiplied. */
  readonly array: number;
  /** In which words came from memory or went there. */
  readonly transfer: number;
  readonly cycles: number;
}

export interface SimulatedRun {
  /** The output's words, [channels, height, width]. */
  readonly words: Int16Array;
  readonly cycles: number;
  readonly instructions: readonly InstructionCycles[];
}

/** The accelerator with a program loaded. It knows the program's bytes and nothing else of where they come from. */
export class Simulator {
  readonly program: Program;
  private readonly memory: Int16Array;
  private readonly units: ReadonlyMap<number, ConvUnit>;

  /** Throws `decodeProgram`'s errors. */
  constructor(bytes: Uint8Array) {
    this.program = decodeProgram(bytes);
    this.memory = new Int16Array(this.program.memoryWords);
    this.units = new Map(
      this.program.instructions.flatMap((instruction, index) =>
        instruction.kind === 'conv' ? [[index, prepareConv(this.program, instruction)] as const] : [],
      ),
    );
  }

  /** Executes the program on one image's words, [channels, height, width], and counts cycles as it does. */
  run(image: ArrayLike<number>): SimulatedRun {
    const steps = this.steps(image);
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  }

  /** As `run` does, with a rest after K output channels of a tile, and after each row of what the array has no part in. */
  *steps(image: ArrayLike<number>): Steps<SimulatedRun> {
    const { program, memory } = this;
    const { input, output, slots } = program;
    this.exchange(slots[input], (address, index) => {
      memory[address] = image[index];
    });
    const instructions: InstructionCycles[] = [];
    for (const [index, instruction] of program.instructions.entries()) {
      const { name, kind } = instruction;
      const unit = this.units.get(index);
      if (unit !== undefined) {
        instructions.push({ name, kind, ...(yield* unit.run(memory)) });
      } else if (instruction.kind !== 'conv') {
        const transfer = this.transferCycles(yield* runPlain(program, instruction, memory));
        instructions.push({ name, kind, array: 0, transfer, cycles: transfer });
      }
    }
    const { channels, height, width } = slots[output];
    const words = new Int16Array(channels * height * width);
    this.exchange(slots[output], (address, index) => {
      words[index] = memory[address];
    });
    return { words, cycles: instructions.reduce((sum, { cycles }) => sum + cycles, 0), instructions };
  }

  /** Calls back with the address and the NCHW index of every word of a tensor. */
  private exchange(slot: Slot, visit: (address: number, index: number) => void): void {
    const { C } = this.program.accelerator.unroll;
    const plane = slot.height * slot.width;
    for (let channel = 0; channel < slot.channels; channel++) {
      const start = channelAddress(slot, channel, C);
      for (let pixel = 0; pixel < plane; pixel++) visit(start + pixel * C, channel * plane + pixel);
    }
  }

  private transferCycles(tensors: readonly Slot[]): number {
    const words = tensors.reduce((sum, slot) => sum + slotWords(slot, this.program.accelerator), 0);
    return cyclesToMove(words, this.program);
  }
}
